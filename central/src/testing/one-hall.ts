import type { DirectoryRecords } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';

/** A scheme with one venue, its hub, and one activity there: what tests and benches add their people to. */
export function oneHall(zone: string, schedule: string) {
  return {
    scheme: [schemeRow(shippedPolicy('luton'), zone, 'scheme')],
    venue: [{ id: 'hall', name: 'Hall', zone }],
    hub: [
      {
        id: 'hub',
        name: 'Hub',
        venue_id: 'hall',
        scheme_id: 'scheme',
        synced_through: null,
        last_seen: null,
        report: null,
        roster_stale: 1,
        roster_day: null,
      },
    ],
    provider: [{ id: 'provider', name: 'Provider' }],
    activity: [
      {
        id: 'walk',
        provider_id: 'provider',
        venue_id: 'hall',
        name: 'Walk',
        area: 'Physical activity',
        room: null,
        schedule,
        early_minutes: 30,
        late_after_minutes: 20,
      },
    ],
  } satisfies Partial<DirectoryRecords>;
}
