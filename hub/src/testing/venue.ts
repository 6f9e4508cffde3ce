import { createCipheriv } from 'node:crypto';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { concat, fromHex, toHex } from '@tapwell/shared/bytes';
import { sunMac } from '@tapwell/shared/card/sun';
import { sunUrl } from '@tapwell/shared/card/sun-url';
import { newId } from '@tapwell/shared/ids';
import type { RosterCard, RosterEntry } from '@tapwell/shared/roster/roster';
import type { Evidence, Tap } from '@tapwell/shared/tap/tap';

/** A small venue for tests: one hall, two activities at the same time on Mondays, a few people and their cards. */

export const META_READ = '0F0E0D0C0B0A09080706050403020100';
export const MARY_KEY = '00112233445566778899AABBCCDDEEFF';
export const MARY_UID = '04112233445566';
export const LIBRARY_UID = '04AABBCC112233';

/** A Monday, 10:05 in London: both sessions run. */
export const DURING = new Date('2026-06-01T09:05:00.000Z');

const activity = (id: string, name: string): RosterEntry => ({
  kind: 'activity',
  id,
  name,
  area: 'Social activity',
  providerId: 'provider',
  providerName: 'Provider',
  room: null,
  schedule: {
    zone: 'Europe/London',
    weekly: [{ weekday: 1, start: '10:00', minutes: 60 }],
    extra: [],
    from: '2026-01-01',
    until: null,
    cancelled: [],
  },
  earlyMinutes: 30,
  lateAfterMinutes: 20,
  timed: false,
  capacity: null,
});

const person = (id: string, name: string, ...activities: string[]): RosterEntry => ({
  kind: 'person',
  id,
  displayName: name,
  language: null,
  largerText: false,
  linkWorker: 'Priya',
  prescribed: activities.map((activityId) => ({
    id: `${id}-${activityId}`,
    prescriptionId: `rx-${id}`,
    activityId,
    sessions: 12,
    from: '2026-05-01',
    until: '2026-07-24',
    attended: activityId === 'walk' ? ['walk@2026-05-11T10:00', 'walk@2026-05-18T10:00'] : [],
  })),
});

export const card = (part: Partial<RosterCard> & Pick<RosterCard, 'id' | 'personId' | 'uid'>): RosterCard => ({
  kind: 'card',
  profile: 'uid',
  state: 'active',
  stateSince: '2026-01-01T00:00:00.000Z',
  fileReadKeys: [],
  ...part,
});

export const roster: RosterEntry[] = [
  { kind: 'venue', id: 'hall', name: 'Village hall', zone: 'Europe/London' },
  { kind: 'scheme', id: 'scheme', name: 'Scheme', linkWorkerTitle: 'Link worker', metaReadKeys: [META_READ] },
  activity('walk', 'Walk'),
  activity('sing', 'Sing'),
  person('mary', 'Mary', 'walk'),
  person('ahmed', 'Ahmed', 'walk', 'sing'),
  card({ id: 'card-mary', personId: 'mary', profile: 'ntag424', uid: MARY_UID, fileReadKeys: [MARY_KEY] }),
  card({ id: 'card-ahmed', personId: 'ahmed', uid: LIBRARY_UID }),
];

/** What a genuine card of this UID and key shows at its nth read (NT4H2421Gx §9.3). */
export function sunEvidence(counter: number, uid = MARY_UID, key = MARY_KEY): Evidence {
  const bytes = Uint8Array.of(counter & 255, (counter >> 8) & 255, counter >> 16);
  const plain = concat(Uint8Array.of(0xc7), fromHex(uid), bytes, new Uint8Array(5));
  const cipher = createCipheriv('aes-128-cbc', fromHex(META_READ), new Uint8Array(16)).setAutoPadding(false);
  const message = {
    piccData: new Uint8Array(cipher.update(plain)),
    mac: sunMac(fromHex(key), { uid: fromHex(uid), counter }),
  };
  return { kind: 'sun', url: sunUrl('https://tapwell.example/c', message), uid: toHex(fromHex(uid)) };
}

export function tapOf(evidence: Evidence, at = DURING): Tap {
  return { id: newId(), kioskAt: at.toISOString(), offsetMs: 0, evidence };
}

/** An attendance as this hub would record it. */
export function visitOf(personId: string): Attendance {
  const arrivedAt = DURING.toISOString();
  return {
    id: newId(),
    version: 0,
    status: 'finished',
    personId,
    prescriptionId: `rx-${personId}`,
    prescribedActivityId: `${personId}-walk`,
    activityId: 'walk',
    sessionId: 'walk@2026-06-01T10:00',
    sessionStart: '2026-06-01T09:00:00.000Z',
    sessionEnd: '2026-06-01T10:00:00.000Z',
    venueId: 'hall',
    providerId: 'provider',
    arrivedAt,
    leftAt: null,
    late: false,
    method: 'card',
    assurance: 'authenticated',
    flags: [],
    by: null,
    reason: null,
    cardId: `card-${personId}`,
    counter: 7,
    kioskAt: arrivedAt,
    hubAt: arrivedAt,
  };
}
