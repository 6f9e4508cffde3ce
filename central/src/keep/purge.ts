import { localDate } from '@tapwell/shared/schedule/sessions';
import { audit } from '../audit/audit-log.ts';
import { eraseCompanion, spareCompanions } from '../companions/erase-companion.ts';
import { endPast, pastPaths } from '../paths/past.ts';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { type Erasing, erasePerson } from './erase.ts';

export interface Purged {
  /** People whose time to be kept is over. */
  people: number;
  /** Companions who came along with nobody on record any more. */
  companions: number;
  /** Sign-ins, codes and tokens that have ended. */
  ended: number;
}

/** What ends by itself, and when it has. */
const FLEETING = [
  ['organisation_sign_in', 'expires_at'],
  ['staff_session', 'expires_at'],
  ['pairing_code', 'expires_at'],
  ['access_token', 'expires_at'],
  ['assertion', 'expires_at'],
] as const;

/**
 * Removes the data of people all of whose paths ended so many years ago as
 * their scheme keeps them, of companions a year after none of theirs is left,
 * and what has expired. Counts are kept. One person
 * after the other, so that nobody waits long; two processes at once do no harm.
 */
export async function purge(db: CentralDb, now: Date, stopped = () => false): Promise<Purged> {
  const schemes = await db.selectFrom('scheme').select(['id', 'zone', 'policy']).execute();
  const purged: Purged = { people: 0, companions: 0, ended: 0 };
  const over = new Map<string, string>();
  // Only those that ended years ago matter here, on whose wall ever.
  const today = localDate(now, 'Europe/London').toString();
  for (const { id, zone, policy } of schemes) {
    const { retentionYears: years } = readStoredPolicy(policy);
    over.set(id, localDate(now, zone).subtract({ years }).toString());
  }
  await write(db, async (trx) => {
    const long = (await pastPaths(trx, today)).filter((path) => path.endedOn < (over.get(path.schemeId) ?? ''));
    if (long.length > 0) await audit(trx, ...(await endPast(trx, long, now)));
  });
  const someGoOn: Erasing['unless'] = (paths) =>
    paths.some(({ scheme_id, ended_on }) => ended_on === null || ended_on >= (over.get(scheme_id) ?? ''));
  // Those of whom some path ended long enough ago; whether all have is asked of each.
  for (const [schemeId, before] of over) {
    const candidates = await db
      .selectFrom('path')
      .innerJoin('patient', 'patient.id', 'path.patient_id')
      .select('patient.id')
      .distinct()
      .where('path.scheme_id', '=', schemeId)
      .where('path.ended_on', '<', before)
      .where('patient.erased_at', 'is', null)
      .execute();
    for (const { id } of candidates) {
      if (stopped()) return purged;
      const purging = { actor: 'central', reason: 'kept-long-enough', now, unless: someGoOn };
      if (await erasePerson(db, id, purging)) purged.people++;
    }
  }
  const yearAgo = localDate(now, 'Europe/London').subtract({ years: 1 }).toString();
  for (const id of await spareCompanions(db, yearAgo)) {
    if (stopped()) return purged;
    const purging = { actor: 'central', reason: 'kept-long-enough', now };
    if (await eraseCompanion(db, id, purging, yearAgo)) purged.companions++;
  }
  const dayAgo = new Date(now.getTime() - 86_400_000).toISOString();
  for (const [table, column] of FLEETING) {
    const gone = await db.deleteFrom(table).where(column, '<', dayAgo).executeTakeFirst();
    purged.ended += Number(gone.numDeletedRows);
  }
  return purged;
}

const DAY_MS = 86_400_000;
/** The first one waits until central has settled after its start. */
const FIRST_MS = 5 * 60_000;

/** Purges soon after the start and then once a day, until stopped. */
export function purgeDaily(
  db: CentralDb,
  log: { info: (what: object, words: string) => void; error: (e: unknown) => void },
) {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const once = async () => {
    try {
      const purged = await purge(db, new Date(), () => stopped);
      if (purged.people + purged.companions > 0) log.info({ ...purged }, 'purged');
    } catch (error) {
      if (!stopped) log.error(error);
    }
  };
  const start = () => {
    running = once();
  };
  const timers = [setTimeout(start, FIRST_MS), setInterval(start, DAY_MS)];
  for (const timer of timers) timer.unref();
  return {
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
