import type { EventOf } from '@tapwell/shared/path/events';
import type { CentralDb } from '../store/schema.ts';
import { prescriptionId } from './rows-of.ts';

/** Why what is to be prescribed does not fit the directory and what is on record, as a sentence; null when it does. */
export async function whyNotDirectory(
  trx: CentralDb,
  pathId: string,
  event: EventOf<'prescription'>,
): Promise<string | null> {
  if (event.activities.length === 0) return null;
  const listed = await trx
    .selectFrom('activity as a')
    .innerJoin('provider', 'provider.id', 'a.provider_id')
    .select(['a.id', 'a.name', 'a.area', 'a.in_group', 'provider.kind', 'provider.withdrawn_on as providerWithdrawn'])
    .select('a.withdrawn_on')
    .where(
      'a.id',
      'in',
      event.activities.map((a) => a.activityId),
    )
    .execute();
  const held = await trx
    .selectFrom('prescribed_activity')
    .select(['id', 'prescription_id', 'activity_id'])
    .where(
      'id',
      'in',
      event.activities.map((a) => a.id),
    )
    .execute();
  for (const agreed of event.activities) {
    const activity = listed.find((one) => one.id === agreed.activityId);
    if (!activity) return 'One of the activities is not in the directory.';
    const { name, kind, area } = activity;
    const before = held.find((one) => one.id === agreed.id);
    if (before && before.prescription_id !== prescriptionId(pathId, event.programme)) {
      return `${name} has the number of what was agreed elsewhere: choose it again.`;
    }
    if (before && before.activity_id !== agreed.activityId) {
      return `${name} would take the place of another activity: take that one out and add this one.`;
    }
    // What somebody goes to already goes on, also when nobody new may start.
    const withdrawn = [activity.withdrawn_on, activity.providerWithdrawn].some((day) => day != null && day <= event.on);
    if (withdrawn && !before) return `${name} is not offered any more.`;
    if (agreed.area !== area || agreed.offeredBy !== kind || agreed.group !== (activity.in_group === 1)) {
      return `${name} has changed in the directory: choose it again.`;
    }
  }
  return null;
}
