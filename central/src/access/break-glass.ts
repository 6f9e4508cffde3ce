import { Problem } from '@tapwell/shared/http/problem';
import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import type { z } from 'zod';
import { audit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { holdName, write } from '../store/write.ts';
import { ownPaths } from './readable.ts';
import { type breakGlass, type GlassView, HOURS_OPEN, type OpenGlass } from './wire.ts';

const HOUR_MS = 3_600_000;
/** Tries in an hour, found or not: nobody leafs through the record this way. */
const MOST_IN_AN_HOUR = 6;
const ACTION = 'break-glass';

/**
 * Opens somebody else's patient to a member of staff for some hours. Found by
 * the exact number, or by name and day of birth; whoever was looked for in
 * vain counts as a try too.
 * @throws Problem 404 when nobody, or more than one, is meant; 429 after too many tries
 */
export async function openGlass(
  db: CentralDb,
  staff: StaffMember,
  { who, reason }: z.output<typeof breakGlass>,
  now: Date,
): Promise<OpenGlass> {
  const at = now.toISOString();
  const actor = `staff ${staff.id}`;
  const opened = await write(db, async (trx) => {
    await holdName(trx, `${ACTION} ${staff.id}`);
    const tries = await trx
      .selectFrom('audit')
      .select((q) => q.fn.countAll<number>().as('n'))
      .where('actor', '=', actor)
      .where('at', '>', new Date(now.getTime() - HOUR_MS).toISOString())
      .where('action', 'like', `${ACTION}%`)
      .executeTakeFirstOrThrow();
    if (Number(tries.n) >= MOST_IN_AN_HOUR) return 'too-many' as const;
    const found = await patientsLike(trx, staff, who);
    if (found.length !== 1) {
      await audit(trx, {
        at,
        actor,
        action: `${ACTION}: nobody found`,
        subject: null,
        detail: { found: found.length },
      });
      return found.length === 0 ? ('nobody' as const) : ('several' as const);
    }
    const patientId = found[0]!;
    const paths = await pathsOf(trx, staff, patientId);
    const own = await ownPaths(trx, staff, now).select('p.id').where('p.patient_id', '=', patientId).execute();
    if (own.length === paths.length) return { paths, reason: null, until: null };
    const until = new Date(now.getTime() + HOURS_OPEN * HOUR_MS).toISOString();
    const id = newId();
    await trx
      .insertInto('break_glass')
      .values({ id, staff_id: staff.id, patient_id: patientId, at, until_at: until, reason })
      .execute();
    // The reason is the member of staff's own words and stays out of the log, which is kept for ever.
    await audit(trx, ...paths.map((path) => ({ at, actor, action: ACTION, subject: path, detail: { id, until } })));
    return { paths, reason, until };
  });
  if (opened === 'too-many') {
    throw new Problem(
      429,
      'Too many tries',
      'You have looked for many people in the last hour. Please ask your team lead.',
    );
  }
  if (opened === 'nobody') throw new Problem(404, 'Not found', 'There is nobody like that on record.');
  if (opened === 'several') {
    throw new Problem(404, 'Not found', 'There is more than one person like that. Please use the NHS number.');
  }
  return opened;
}

async function patientsLike(
  trx: CentralDb,
  staff: StaffMember,
  who: z.output<typeof breakGlass>['who'],
): Promise<string[]> {
  const rows = await trx
    .selectFrom('patient')
    .select(['patient.id', 'given', 'family', 'display_name'])
    .where('erased_at', 'is', null)
    .where(({ eb }) => ('nhsNumber' in who ? eb('nhs_number', '=', who.nhsNumber) : eb('born', '=', who.born)))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('path')
          .select('path.id')
          .whereRef('path.patient_id', '=', 'patient.id')
          .$if(Boolean(staff.schemeId), (q) => q.where('path.scheme_id', '=', staff.schemeId!)),
      ),
    )
    .execute();
  if ('nhsNumber' in who) return rows.map((row) => row.id);
  const words = (text: string) => text.toLocaleLowerCase('en-GB').split(/\s+/).filter(Boolean).sort().join(' ');
  const wanted = words(who.name);
  return rows
    .filter(
      (row) => words(`${row.given} ${row.family}`) === wanted || words(`${row.display_name} ${row.family}`) === wanted,
    )
    .map((row) => row.id);
}

async function pathsOf(trx: CentralDb, staff: StaffMember, patientId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('path')
    .select('id')
    .where('patient_id', '=', patientId)
    .$if(Boolean(staff.schemeId), (q) => q.where('scheme_id', '=', staff.schemeId!))
    .orderBy('opened_on', 'desc')
    .execute();
  return rows.map((row) => row.id);
}

/** What a member of staff sees by breaking the glass just now. */
export async function openNow(db: CentralDb, staff: StaffMember, now: Date): Promise<OpenGlass[]> {
  const at = now.toISOString();
  const rows = await db
    .selectFrom('break_glass')
    .select(['patient_id', 'reason', 'until_at'])
    .where('staff_id', '=', staff.id)
    .where('at', '<=', at)
    .where('until_at', '>', at)
    .orderBy('until_at', 'desc')
    .execute();
  return Promise.all(
    rows.map(async (row) => ({
      paths: await pathsOf(db, staff, row.patient_id),
      reason: row.reason,
      until: row.until_at,
    })),
  );
}

/** As far back as a team lead is asked to look. */
const KEPT_DAYS = 90;

/** Uses of it in a team lead's scheme, those nobody has looked at first. */
export async function glassUses(db: CentralDb, lead: StaffMember, now: Date): Promise<GlassView[]> {
  const since = new Date(now.getTime() - KEPT_DAYS * 24 * HOUR_MS).toISOString();
  const rows = await ownPaths(db, lead, now)
    .innerJoin('break_glass as b', 'b.patient_id', 'p.patient_id')
    .innerJoin('staff as s', 's.id', 'b.staff_id')
    .innerJoin('patient', 'patient.id', 'b.patient_id')
    .leftJoin('staff as seer', 'seer.id', 'b.seen_by')
    .select(['b.id', 's.name as staff', 'patient.given', 'patient.family', 'p.id as pathId', 'b.at', 'b.until_at'])
    .select(['b.reason', 'seer.name as seenBy', 'b.seen_at as seenAt'])
    .where(({ or, eb }) => or([eb('b.seen_at', 'is', null), eb('b.at', '>', since)]))
    .orderBy('b.at', 'desc')
    .orderBy('p.opened_on', 'desc')
    .limit(500)
    .execute();
  const uses = new Map<string, GlassView>();
  for (const { given, family, until_at, ...row } of rows) {
    if (!uses.has(row.id)) uses.set(row.id, { ...row, person: `${given} ${family}`, until: until_at });
  }
  return [...uses.values()].sort((a, b) => Number(a.seenAt !== null) - Number(b.seenAt !== null));
}

/**
 * Notes that a team lead has looked at one.
 * @throws Problem 404 for one of another scheme, and for their own
 */
export async function markSeen(db: CentralDb, lead: StaffMember, id: string, now: Date): Promise<void> {
  const found = await ownPaths(db, lead, now)
    .innerJoin('break_glass as b', 'b.patient_id', 'p.patient_id')
    .select(['b.id', 'p.id as pathId', 'b.staff_id'])
    .where('b.id', '=', id)
    .executeTakeFirst();
  if (!found || found.staff_id === lead.id)
    throw new Problem(404, 'Not found', 'There is nothing like that to look at.');
  const at = now.toISOString();
  await write(db, async (trx) => {
    const seen = await trx
      .updateTable('break_glass')
      .set({ seen_by: lead.id, seen_at: at })
      .where('id', '=', id)
      .where('seen_at', 'is', null)
      .executeTakeFirst();
    if (seen.numUpdatedRows === 0n) return;
    const detail = { id };
    await audit(trx, { at, actor: `staff ${lead.id}`, action: `${ACTION} looked at`, subject: found.pathId, detail });
  });
}
