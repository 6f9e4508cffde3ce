import { localDate } from '@tapwell/shared/schedule/sessions';
import { readStoredPolicy } from '../../paths/policy-of.ts';
import type { CentralDb } from '../../store/schema.ts';
import { zoneOf } from '../offers.ts';
import type { HsdsDirectory } from './model.ts';
import { type DirectoryRows, toHsds } from './to-hsds.ts';

export async function directoryRows(db: CentralDb): Promise<DirectoryRows> {
  const schemes = await db.selectFrom('scheme').select('policy').orderBy('id').execute();
  const changes = await db
    .selectFrom('directory_change')
    .select(['subject_id', 'at'])
    .where('kind', '=', 'activity')
    .orderBy('at')
    .execute();
  return {
    providers: await db.selectFrom('provider').selectAll().execute(),
    venues: await db.selectFrom('venue').selectAll().execute(),
    activities: await db.selectFrom('activity').selectAll().execute(),
    areas: [...new Set(schemes.flatMap(({ policy }) => readStoredPolicy(policy).areas))],
    changed: new Map(changes.map((c) => [c.subject_id, c.at])),
  };
}

/** The directory as it is now. */
export async function readHsds(db: CentralDb, now: Date): Promise<HsdsDirectory> {
  return toHsds(await directoryRows(db), localDate(now, await zoneOf(db)).toString());
}
