import { createCipheriv } from 'node:crypto';
import { type DirectoryRecords, fileReadKey, newSchemeKeys, type SchemeKeys } from '@tapwell/central/main';
import { oneHall } from '@tapwell/central/testing/one-hall';
import { concat, fromHex } from '@tapwell/shared/bytes';
import { sunMac } from '@tapwell/shared/card/sun';
import { sunUrl } from '@tapwell/shared/card/sun-url';
import { newId } from '@tapwell/shared/ids';
import { sessionsBetween } from '@tapwell/shared/schedule/sessions';
import type { Tap } from '@tapwell/shared/tap/tap';

const DAY_MS = 86_400_000;
/** A hub believes a tap of up to ninety days ago; the oldest day here stays clear of that. */
const DAYS = 50;
const ZONE = 'Europe/London';
const CARD_URL = 'https://tapwell.example/c';

/** A venue with many patients who come every day, each with a genuine card: as many different visits as a bench needs. */
export interface Village {
  keys: SchemeKeys;
  records: DirectoryRecords;
  /** The next visits, oldest first: no two taps are of the same patient and session. */
  nextTaps(count: number): Tap[];
  /** The residents' cards, as the simulator's wallet takes them. */
  wallet: { card: string }[];
}

/**
 * @param visits how many taps will be asked for at most
 * @param residents further people, who do not tap unless their cards are laid on a simulated reader
 */
export function village(visits: number, residents: number, now = new Date()): Village {
  const keys = newSchemeKeys();
  const visitors = Math.ceil(visits / DAYS);
  const people = Array.from({ length: visitors + residents }, (_, i) => {
    const uid = `04${(i + 1).toString(16).padStart(6, '0')}6E6D80`.toUpperCase();
    return { id: `patient-${String(i + 1).padStart(5, '0')}`, uid, readKey: fromHex(fileReadKey(keys, uid, 1)) };
  });
  const schedule = {
    zone: ZONE,
    weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start: '10:00', minutes: 60 })),
    extra: [],
    from: dateOf(now, DAYS + 10),
    until: null,
    cancelled: [],
  };
  const sessions = sessionsBetween('walk', schedule, new Date(now.getTime() - (DAYS + 1) * DAY_MS), now).slice(-DAYS);
  const metaRead = fromHex(keys.metaRead[0]!.key);
  let next = 0;
  return {
    keys,
    wallet: people.slice(visitors).map(({ id, uid }) => ({
      ...{ card: id, name: id, kind: 'test card', profile: 'ntag424', uid, url: CARD_URL },
      keys: { metaRead: keys.metaRead[0]!.key, fileRead: fileReadKey(keys, uid, 1) },
    })),
    records: records(people, JSON.stringify(schedule), schedule.from),
    nextTaps: (count) =>
      Array.from({ length: count }, (): Tap => {
        const day = Math.floor(next / visitors);
        const { uid, readKey } = people[next % visitors]!;
        const session = sessions[day];
        if (!session) throw new Error('the village has no more visits');
        next += 1;
        return {
          id: newId(),
          kioskAt: new Date(Date.parse(session.startsAt) + (next % 600) * 1000).toISOString(),
          offsetMs: 12,
          evidence: { kind: 'sun', url: readOf(metaRead, readKey, fromHex(uid), day + 1), uid },
        };
      }),
  };
}

/** What a genuine card of this UID and key shows at its nth read (NT4H2421Gx §9.3). */
function readOf(metaRead: Uint8Array, readKey: Uint8Array, uid: Uint8Array, counter: number): string {
  const bytes = Uint8Array.of(counter & 255, (counter >> 8) & 255, counter >> 16);
  const plain = concat(Uint8Array.of(0xc7), uid, bytes, new Uint8Array(5));
  const cipher = createCipheriv('aes-128-cbc', metaRead, new Uint8Array(16)).setAutoPadding(false);
  const piccData = new Uint8Array(cipher.update(plain));
  return sunUrl(CARD_URL, { piccData, mac: sunMac(readKey, { uid, counter }) });
}

function records(people: { id: string; uid: string }[], schedule: string, from: string): DirectoryRecords {
  const since = `${from}T09:00:00.000Z`;
  return {
    ...oneHall(ZONE, schedule),
    staff: [
      { id: 'worker', username: 'worker', name: 'Worker', role: 'link-worker', provider_id: null, password_hash: '-' },
    ],
    patient: people.map(({ id }) => ({
      id,
      nhs_number: null,
      given: 'Test',
      family: id,
      display_name: id,
      language: null,
      larger_text: 0,
    })),
    prescription: people.map(({ id }) => ({
      id: `rx-${id}`,
      patient_id: id,
      scheme_id: 'scheme',
      link_worker_id: 'worker',
      starts_on: from,
      weeks: 12,
      status: 'active',
    })),
    prescribed_activity: people.map(({ id }) => ({
      id: `${id}-walk`,
      prescription_id: `rx-${id}`,
      activity_id: 'walk',
      per_week: 7,
      sessions: DAYS,
    })),
    card: people.map(({ id, uid }) => ({
      id: `card-${id}`,
      patient_id: id,
      profile: 'ntag424',
      uid,
      key_version: 1,
      state: 'active',
      state_since: since,
      issued_at: since,
    })),
  };
}

function dateOf(now: Date, daysAgo: number): string {
  return new Date(now.getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10);
}
