import { Problem } from '@tapwell/shared/http/problem';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { SERVICE_USE, type ServiceUse } from '@tapwell/shared/scheme/words';
import { derivedId } from '../paths/derived-id.ts';
import { type Column, cellsOf } from './columns.ts';
import type { Asking, Plan } from './plan.ts';
import { readDate, readNhsNumber, sameWords } from './read-cell.ts';
import { whosePathToWrite } from './whose-path.ts';
import type { LineView } from './wire.ts';

const ALSO: Record<ServiceUse, string[]> = {
  admissions: ['admission', 'hospital admission', 'inpatient'],
  'a-and-e': ['A&E', 'AE', 'emergency department', 'ED'],
  'gp-appointments': ['GP appointment', 'GP', 'appointment'],
};
const SOME_UNREAD =
  'Some lines cannot be read. Their people would look as if nothing had happened to them, so the figures will not use this file as one that has everything. Mend the lines and bring the file in again.';
const NOT_ALL_SEEN =
  'You do not see everybody in this scheme, so the figures will not use this file as one that has everything. Ask a team lead to bring it in.';
type UseColumn = 'person' | 'service' | 'on';

export function serviceUseColumns(_: SchemePolicy): Column<UseColumn>[] {
  return [
    {
      name: 'person',
      title: 'Person',
      also: ['NHS number', 'NHS no', 'Tapwell id'],
      hint: 'NHS number, or the number in the address of their page.',
      needed: true,
    },
    { name: 'service', title: 'Service', hint: `One of: ${SERVICE_USE.join('; ')}.`, needed: true },
    { name: 'on', title: 'Date', hint: 'For example 31/01/2026 or 2026-01-31.', needed: true },
  ];
}

/** Whether a line may be about somebody here though it is left out. A right number of nobody here is somebody else's. */
function mayBeSomebodys(cells: Record<UseColumn, string>, on: string | null, unknown: boolean): boolean {
  const known = SERVICE_USE.some((one) => [one, ...ALSO[one]].some((name) => sameWords(name, cells.service)));
  if (unknown) return readNhsNumber(cells.person) === null;
  return on === null || !known;
}

/** Admissions, visits and appointments: only for days and services of which the file has everything does nothing mean none. */
export async function planServiceUse(asking: Asking): Promise<Plan> {
  const { db, scheme, staff, now, today, table, sent } = asking;
  const wanted = scheme.policy.serviceUse?.imports;
  if (!wanted) throw new Problem(400, 'Not possible', 'This scheme does not bring in service use.');
  const { complete } = sent;
  if (!complete)
    throw new Problem(400, 'Bad request', 'complete: say for which days and services the file has everything.');
  if (complete.until > today) throw new Problem(400, 'Bad request', 'until: that day is still to come.');
  const lines: LineView[] = [];
  const rows: { id: string; patient_id: string; service: string; on_date: string }[] = [];
  /** Two visits on one day are two lines alike: the second is not the first sent again. */
  const times = new Map<string, number>();
  const named = new Set<string>();
  /** Lines that may be about somebody here, and of which it is not known what they say. */
  let unread = 0;
  for (const { line, cells } of cellsOf(table, serviceUseColumns(scheme.policy))) {
    const says: string[] = [];
    const on = readDate(cells.on);
    if (on === null) says.push('Date: write it like 31/01/2026.');
    else if (on < complete.from || on > complete.until)
      says.push('Date: it is outside the days that the file is about.');
    const service = complete.services.find((one) => [one, ...ALSO[one]].some((name) => sameWords(name, cells.service)));
    if (!service) says.push(`Service: write one of: ${complete.services.join('; ')}.`);
    else if (!wanted.includes(service)) says.push(`Service: this scheme brings in ${wanted.join('; ')} only.`);
    const found = await whosePathToWrite(asking, cells.person, 'service-use');
    if ('whyNot' in found) says.push(found.whyNot);
    if (mayBeSomebodys(cells, on, 'whyNot' in found)) unread++;
    if (says.length > 0 || 'whyNot' in found || !service || on === null) {
      lines.push({ line, what: cells.service || 'A line without a service', is: 'left-out', says });
      continue;
    }
    named.add(found.path.id);
    const key = `${found.path.patient_id} ${service} ${on}`;
    times.set(key, (times.get(key) ?? 0) + 1);
    const id = derivedId(`service use ${key} ${times.get(key)}`);
    const there = await db.selectFrom('service_use').select('id').where('id', '=', id).executeTakeFirst();
    lines.push({
      ...{ line, what: `${found.name}, ${service}, ${on}`, is: there ? 'same' : 'ready' },
      says: there ? ['On record already.'] : [],
    });
    if (!there) rows.push({ id, patient_id: found.path.patient_id, service, on_date: on });
  }
  // Nothing on record means that nothing happened only if whoever brings the file in sees everybody, and all of it was read.
  const whole = staff.role === 'team-lead' && unread === 0;
  return {
    lines,
    ready: rows.length,
    named: [...named],
    notes: whole ? [] : [staff.role === 'team-lead' ? SOME_UNREAD : NOT_ALL_SEEN],
    apply: async (trx, importId) => {
      for (const row of rows) {
        await trx
          .insertInto('service_use')
          .values({ ...row, import_id: importId })
          .execute();
      }
      if (!whole) return [];
      const { services, from, until } = complete;
      await trx
        .insertInto('service_use_import')
        .values({
          ...{ id: importId, scheme_id: scheme.id, at: now.toISOString(), by_id: staff.id },
          ...{ services: services.join(' '), from_on: from, until_on: until, rows: rows.length },
        })
        .execute();
      return [];
    },
  };
}
