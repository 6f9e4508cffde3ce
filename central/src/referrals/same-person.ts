import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import { ownPaths } from '../access/readable.ts';
import { type Role, WITH_PEOPLE } from '../access/roles.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuditEntry } from '../audit/chain.ts';
import { appendWithin } from '../paths/append.ts';
import { derivedId } from '../paths/derived-id.ts';
import { livePath } from '../paths/live-path.ts';
import { endPast, pastPaths } from '../paths/past.ts';
import { policyOf } from '../paths/policy-of.ts';
import { sameName } from '../paths/refer.ts';
import type { EventDraft, WaitingView } from '../paths/wire.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdName, holdRows, write } from '../store/write.ts';
import { becomeOne } from './become-one.ts';

type Maybe = WaitingView['maybe'];

/**
 * Who came by a form and of whom nobody has said yet whether they are known,
 * with those on record they may be: who has the number that was written, and
 * whoever in the same scheme has the same last name and birthday. By path.
 */
export async function maybeKnown(db: CentralDb, pathIds: string[]): Promise<Map<string, Maybe>> {
  if (pathIds.length === 0) return new Map();
  const came = await db
    .selectFrom('referral_intake as i')
    .innerJoin('path', 'path.id', 'i.path_id')
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .select(['i.path_id', 'i.nhs_number', 'path.scheme_id', 'path.patient_id', 'patient.family', 'patient.born'])
    .where('i.path_id', 'in', pathIds)
    .where('i.settled_at', 'is', null)
    .execute();
  const unique = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const [numbers, days] = [unique(came.map((one) => one.nhs_number)), unique(came.map((one) => one.born))];
  if (numbers.length + days.length === 0) return new Map();
  const known = await db
    .selectFrom('patient')
    .leftJoin('path', 'path.patient_id', 'patient.id')
    .select(['patient.id', 'patient.given', 'patient.family', 'patient.born', 'patient.nhs_number', 'path.scheme_id'])
    .where('patient.erased_at', 'is', null)
    .where(({ or, eb }) =>
      or([
        ...(numbers.length > 0 ? [eb('patient.nhs_number', 'in', numbers)] : []),
        ...(days.length > 0 ? [eb('patient.born', 'in', days)] : []),
      ]),
    )
    .orderBy('patient.id')
    .execute();
  return new Map(
    came.map((one) => {
      const maybe = new Map<string, Maybe[number]>();
      for (const other of known) {
        if (other.id === one.patient_id) continue;
        const sameNumber = one.nhs_number !== null && one.nhs_number === other.nhs_number;
        const alike = other.born === one.born && sameName(other.family, one.family);
        if (!sameNumber && !(alike && other.scheme_id === one.scheme_id)) continue;
        const name = `${other.given} ${other.family}`;
        maybe.set(other.id, { patientId: other.id, name, born: other.born, sameNumber });
      }
      return [one.path_id, [...maybe.values()]] as const;
    }),
  );
}

/**
 * Staff say whether somebody who came by a form is a person on record. Then
 * the path is theirs; should they be on one already, the new one ends at once.
 * @throws Problem 404 for a path that is not theirs to decide on, 409 in a sentence
 */
export function sayWhoItIs(
  db: CentralDb,
  pathId: string,
  samePersonAs: string | null,
  staff: StaffMember,
  now: Date,
): Promise<void> {
  return write(db, async (trx) => {
    await holdRows(trx, 'path', [pathId]);
    const path = await trx.selectFrom('path').selectAll().where('id', '=', pathId).executeTakeFirst();
    if (!path || !(await mayDecide(trx, path, staff, now))) {
      throw new Problem(404, 'Not found', 'There is no such person on your list.');
    }
    const intake = await trx.selectFrom('referral_intake').selectAll().where('path_id', '=', pathId).executeTakeFirst();
    if (!intake) throw new Problem(409, 'Not possible', 'They did not come by a form.');
    if (intake.settled_at !== null) {
      if (intake.same_as === samePersonAs) return;
      throw new Problem(409, 'Not possible', 'Somebody has decided this already.');
    }
    const at = now.toISOString();
    const entries = samePersonAs === null ? [] : await join(trx, path, samePersonAs, staff, now);
    await trx
      .updateTable('referral_intake')
      .set({ settled_at: at, settled_by: staff.id, same_as: samePersonAs })
      .where('id', '=', intake.id)
      .execute();
    await audit(trx, ...entries, {
      at,
      actor: `staff ${staff.id}`,
      action: samePersonAs === null ? 'referral is a new person' : 'referral is a known person',
      subject: pathId,
      detail: samePersonAs === null ? {} : { patient: samePersonAs },
    });
  });
}

async function mayDecide(trx: CentralDb, path: Row<'path'>, staff: StaffMember, now: Date): Promise<boolean> {
  const ofScheme = WITH_PEOPLE.includes(staff.role as Role) && (!staff.schemeId || staff.schemeId === path.scheme_id);
  if (path.link_worker_id === null) return ofScheme;
  return (await ownPaths(trx, staff, now).select('p.id').where('p.id', '=', path.id).executeTakeFirst()) !== undefined;
}

async function join(
  trx: CentralDb,
  path: Row<'path'>,
  patientId: string,
  staff: StaffMember,
  now: Date,
): Promise<AuditEntry[]> {
  // Neither of the two may become somebody else's, be referred, or be changed, meanwhile.
  const both = [path.patient_id, patientId].sort();
  for (const id of both) await holdName(trx, `path of ${id}`);
  for (const id of both) await holdName(trx, `patient ${id}`);
  const maybe = (await maybeKnown(trx, [path.id])).get(path.id) ?? [];
  if (!maybe.some((one) => one.patientId === patientId)) {
    throw new Problem(409, 'Not possible', 'That is nobody whom this may be.');
  }
  // Somebody else who came by a form may have been said to be this one.
  const paths = await trx.selectFrom('path').selectAll().where('patient_id', '=', path.patient_id).execute();
  const { zone } = await policyOf(trx, path.scheme_id);
  const past = await pastPaths(trx, localDate(now, zone).toString(), { patientId });
  const entries: AuditEntry[] = await endPast(trx, past, now);
  for (const one of paths.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const entry = await endIfTwice(trx, one, patientId, staff, now);
    if (entry) entries.push(entry);
  }
  await becomeOne(trx, path.patient_id, patientId, staff, now);
  return entries;
}

/** Of two paths in one scheme the one that began before goes on. */
async function endIfTwice(trx: CentralDb, path: Row<'path'>, patientId: string, staff: StaffMember, now: Date) {
  await holdRows(trx, 'path', [path.id]);
  const agreed = await trx
    .selectFrom('prescription')
    .select('id')
    .where('path_id', '=', path.id)
    .limit(1)
    .executeTakeFirst();
  if (agreed) throw new Problem(409, 'Not possible', 'Something was agreed with them already.');
  const already = path.ended_on === null && (await livePath(trx, patientId, path.scheme_id)) !== undefined;
  if (!already) return null;
  const { zone } = await policyOf(trx, path.scheme_id);
  const outcome: EventDraft = {
    kind: 'outcome',
    id: derivedId(`referred again ${path.id}`),
    on: localDate(now, zone).toString(),
    corrects: null,
    why: 'Referred again while they were here already.',
    outcome: 'no-longer-eligible',
  };
  return appendWithin(trx, path.id, outcome, { staff, now });
}
