import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { RosterActivity, RosterEntry } from '@tapwell/shared/roster/roster';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { TapIngest } from '../ingest/receive-taps.ts';
import { RegisterDesk } from '../register/register-desk.ts';
import { RosterStore } from '../roster/roster-store.ts';
import { Attendances } from '../store/attendances.ts';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { Taps } from '../store/taps.ts';
import { card, DURING, roster, tapOf } from './venue.ts';

/** The village hall with all that may go on there: hours that count, companions, a small room, a second provider. */

export const VIC_UID = '04D1D1D1D1D1D1';
export const ANN_UID = '04C0C0C0C0C0C0';
export const OLA_UID = '04E2E2E2E2E2E2';
export const OTHER_UID = '0499887766AABB';

const [, , walk] = roster as [RosterEntry, RosterEntry, RosterActivity];
const [mary] = roster.filter((entry) => entry.kind === 'person');

const activity = (id: string, part: Partial<RosterActivity>): RosterActivity => ({ ...walk, id, name: id, ...part });
const person = (id: string, displayName: string, ...activities: string[]): RosterEntry => ({
  ...mary!,
  id,
  displayName,
  prescribed: activities.map((activityId) => ({
    ...mary!.prescribed[0]!,
    id: `${id}-${activityId}`,
    prescriptionId: `rx-${id}`,
    activityId,
    attended: [],
  })),
});

export const busyRoster: RosterEntry[] = [
  ...roster,
  // Mondays, 9 to 12 in London.
  activity('garden', {
    name: 'Garden',
    timed: true,
    schedule: { ...walk.schedule, weekly: [{ weekday: 1, start: '09:00', minutes: 180 }] },
  }),
  activity('cook', {
    name: 'Cook',
    capacity: 1,
    schedule: { ...walk.schedule, weekly: [{ weekday: 2, start: '10:00', minutes: 60 }] },
  }),
  activity('debt', { name: 'Debt advice', providerId: 'advice', providerName: 'Advice' }),
  person('vic', 'Vic', 'garden'),
  person('ola', 'Ola', 'debt'),
  { kind: 'companion', id: 'ann', displayName: 'Ann', language: null, largerText: false, accompanies: ['mary', 'vic'] },
  card({ id: 'card-vic', personId: 'vic', uid: VIC_UID }),
  card({ id: 'card-ann', personId: 'ann', uid: ANN_UID }),
  card({ id: 'card-ola', personId: 'ola', uid: OLA_UID }),
];

export interface BusyHub {
  db: Db;
  roster: RosterStore;
  quarantine: Quarantine;
  outbox: Outbox;
  attendances: Attendances;
  taps: Taps;
  ingest: TapIngest;
  desk: RegisterDesk;
  faults: unknown[];
  /** A card's number shown at a time; received then. */
  tap(uid: string, at?: Date | string, hubAt?: Date): Promise<Outcome>;
  /** What waits for central, in order. */
  waiting(): (Attendance | HubFact)[];
}

/**
 * A hub without its doors: everything that decides and keeps.
 * @param dataDir a folder, for what is to outlive this hub
 */
export function busyHub(entries = busyRoster, dataDir = ':memory:'): BusyHub {
  const db = openStore(dataDir);
  const store = new RosterStore(db);
  store.apply(
    entries.map((entry) => ({ op: 'put', entry })),
    1,
  );
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const taps = new Taps(db);
  const faults: unknown[] = [];
  const ingest = new TapIngest({
    ...{ db, roster: store, taps, attendances, outbox, quarantine },
    onFault: (error) => faults.push(error),
  });
  const desk = new RegisterDesk({ db, roster: store, outbox, taps, keepDays: 90 });
  return {
    ...{ db, roster: store, quarantine, outbox, attendances, taps, ingest, desk, faults },
    tap: (uid, at = DURING, hubAt = new Date(at)) =>
      ingest.receive({ tap: tapOf({ kind: 'uid', uid }, new Date(at)), kioskId: 'kiosk', hubAt }),
    waiting: () =>
      db
        .prepare<[], { body: string }>('SELECT body FROM outbox ORDER BY seq')
        .all()
        .map(({ body }) => JSON.parse(body) as Attendance | HubFact),
  };
}
