import type { PathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { pathOf } from '@tapwell/shared/path/path';
import { pathsOfPeople } from '../access/paths-of-people.ts';
import { beginPath } from '../paths/begin.ts';
import { derivedId } from '../paths/derived-id.ts';
import { livePath } from '../paths/live-path.ts';
import { pastPaths } from '../paths/past.ts';
import { patientRow } from '../paths/patient-row.ts';
import { sameName } from '../paths/refer.ts';
import { RECORD } from '../paths/the-record.ts';
import type { NewPatient } from '../paths/wire.ts';
import { BY_FORM, onlyByForm } from '../referrals/only-by-form.ts';
import { cellsOf } from './columns.ts';
import { peopleColumns } from './people-columns.ts';
import { type PersonLine, readPerson } from './people-line.ts';
import type { Asking, Plan } from './plan.ts';
import type { LineView } from './wire.ts';

interface Ready extends PersonLine {
  line: number;
  /** Somebody on record who gets a new path; undefined for somebody new. */
  patientId: string | undefined;
}

/** People of a file: who would be put on record, and why the others would not. */
export async function planPeople(asking: Asking): Promise<Plan> {
  const { db, staff, scheme, now, today, table } = asking;
  const { policy } = scheme;
  const linkWorkers = await linkWorkersOf(asking);
  const onlyTo = staff.role === 'team-lead' ? null : staff.id;
  const lines: LineView[] = [];
  const ready: Ready[] = [];
  const seen = new Map<string, number>();
  const met = new Set<string>();
  for (const { line, cells } of cellsOf(table, peopleColumns(policy))) {
    const what = [cells.given, cells.family].filter(Boolean).join(' ') || 'A line without a name';
    const leftOut = (...says: string[]) => lines.push({ line, what, is: 'left-out', says });
    const read = readPerson(cells, { policy, today, linkWorkers, onlyTo });
    if ('faults' in read) {
      leftOut(...read.faults);
      continue;
    }
    const event = draftOf('', line, read.person);
    const whyNot = mayAppend(policy, pathOf(policy, [], today), {
      ...event,
      by: RECORD,
      recordedAt: now.toISOString(),
    } as PathEvent);
    if (whyNot !== null) {
      leftOut(whyNot);
      continue;
    }
    const keys = keysOf(read.person);
    const twice = keys.flatMap((key) => seen.get(key) ?? [])[0];
    for (const key of keys) seen.set(key, seen.get(key) ?? line);
    if (twice !== undefined) {
      leftOut(`The same person as on line ${twice}: leave one of them out.`);
      continue;
    }
    const known = await knownPerson(db, read.person, scheme.id, today);
    for (const id of known.met) met.add(id);
    if ('whyNot' in known) {
      leftOut(known.whyNot);
      continue;
    }
    ready.push({ ...read.person, line, patientId: known.patientId });
    const notes = known.patientId ? ['On record already: a new path begins for them.'] : [];
    const where = read.person.linkWorkerId === null ? ['Goes onto the waiting list.'] : [];
    lines.push({ line, what, is: 'ready', says: [...notes, ...where] });
  }
  return {
    lines,
    ready: ready.length,
    // The names are the file's own; that those people are on record is not.
    named: await pathsOfPeople(db, met),
    apply: async (trx, importId) => {
      const entries = [];
      for (const one of ready) {
        const patientId = one.patientId ?? derivedId(`patient of ${importId}, line ${one.line}`);
        if (!one.patientId) await trx.insertInto('patient').values(patientRow(patientId, one.person)).execute();
        const id = derivedId(`path of ${importId}, line ${one.line}`);
        const beginning = { id, schemeId: scheme.id, patientId, linkWorkerId: one.linkWorkerId };
        const referral = draftOf(importId, one.line, one);
        entries.push(...(await beginPath(trx, { ...beginning, referral }, { staff, now })));
      }
      return entries;
    },
  };
}

function draftOf(importId: string, line: number, { referral }: PersonLine) {
  return {
    kind: 'referral' as const,
    id: derivedId(`referral of ${importId}, line ${line}`),
    corrects: null,
    why: null,
    throughForm: false,
    as: 'patient' as const,
    ...referral,
  };
}

/** By which two lines are about the same person. */
function keysOf({ person: { nhsNumber, given, family, born }, referral }: PersonLine): string[] {
  const named = `${given} ${family}`.toLowerCase();
  const keys = [...(nhsNumber ? [nhsNumber] : []), ...(born ? [`${named} ${born}`] : [])];
  return keys.length > 0 ? keys : [`${named}, referred ${referral.on}`];
}

/** With all of whom the answer says that they are on record. */
type KnownPerson = ({ patientId: string | undefined } | { whyNot: string }) & { met: string[] };

async function knownPerson(
  db: Asking['db'],
  { person, referral }: PersonLine,
  schemeId: string,
  today: string,
): Promise<KnownPerson> {
  const { nhsNumber, born } = person;
  const byNumber =
    nhsNumber === null
      ? undefined
      : await db
          .selectFrom('patient')
          .select(['id', 'family', 'born'])
          .where('nhs_number', '=', nhsNumber)
          .executeTakeFirst();
  if (byNumber) {
    const met = [byNumber.id];
    if (!sameName(byNumber.family, person.family) && (born === null || byNumber.born !== born)) {
      const slip = 'NHS number: somebody with another name has it. Please check it.';
      return { met, whyNot: (await onlyByForm(db, byNumber.id)) ? BY_FORM.otherName : slip };
    }
    const past = await pastPaths(db, today, { patientId: byNumber.id });
    const live = await livePath(db, byNumber.id, schemeId);
    if (!live || past.some(({ id }) => id === live)) return { met, patientId: byNumber.id };
    const already = 'They are on a path in this scheme already.';
    return { met, whyNot: (await onlyByForm(db, byNumber.id)) ? BY_FORM.already : already };
  }
  if (born === null)
    return nhsNumber === null ? sameReferral(db, person, schemeId, referral.on) : { met: [], patientId: undefined };
  const maybe = await db
    .selectFrom('patient')
    .select(['id', 'given', 'family', 'nhs_number'])
    .where('born', '=', born)
    .where('erased_at', 'is', null)
    .execute();
  const same = maybe.filter(
    (one) =>
      sameName(one.family, person.family) &&
      sameName(one.given, person.given) &&
      // Two different numbers are two people.
      (one.nhs_number === null || nhsNumber === null),
  );
  if (same.length === 0) return { met: [], patientId: undefined };
  return {
    met: same.map(({ id }) => id),
    whyNot: 'Somebody of this name and date of birth is on record. Add the NHS number, or add them by hand.',
  };
}

/** Of whom neither number nor birthday is known: whoever of this name was referred that day is the same, as when a file comes twice. */
async function sameReferral(db: Asking['db'], person: NewPatient, schemeId: string, on: string): Promise<KnownPerson> {
  const that = await db
    .selectFrom('path')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .select(['patient.id', 'patient.given', 'patient.family'])
    .where('path.scheme_id', '=', schemeId)
    .where('path.opened_on', '=', on)
    .where('patient.erased_at', 'is', null)
    .execute();
  const same = that.filter((one) => sameName(one.family, person.family) && sameName(one.given, person.given));
  if (same.length === 0) return { met: [], patientId: undefined };
  return {
    met: same.map(({ id }) => id),
    whyNot: 'Somebody of this name was referred that day. Add the NHS number or the date of birth.',
  };
}

async function linkWorkersOf({ db, scheme }: Asking) {
  return db
    .selectFrom('staff')
    .select(['id', 'name', 'username'])
    .where('role', 'in', ['link-worker', 'team-lead'])
    .where('ended_at', 'is', null)
    .where((e) => e.or([e('scheme_id', 'is', null), e('scheme_id', '=', scheme.id)]))
    .execute();
}
