import type { DirectoryRecords, SchemeKeys } from '@tapwell/central/main';
import { fileReadKey } from '@tapwell/central/main';
import { testNhsNumber } from '@tapwell/cli/demo/luton/nhs-number';
import { localDate, localTime } from '@tapwell/shared/schedule/sessions';
import { KIOSKS } from './fault.ts';

/** One hall with three activities that all run now, many invented people, and their cards. */

const ZONE = 'Europe/London';
const HOUR = 3_600_000;
const ACTIVITIES = ['walk', 'sing', 'tea'] as const;
const CARD_URL = 'https://tapwell.example/c';
/** Everybody's first session this long ago, so that a clock an hour off is still within it. */
const STARTED_MS = 3 * HOUR;
const SESSION_MINUTES = 12 * 60;

export const HUB = 'hall-hub';
export const PROVIDER_STAFF = { username: 'rosa', password: 'a long test password' };

/** What `tapwell central load` takes. */
export function directory(now: Date) {
  const began = new Date(now.getTime() - STARTED_MS);
  const date = localDate(began, ZONE).toString();
  const extra = [{ date, start: localTime(began, ZONE), minutes: SESSION_MINUTES }];
  const from = localDate(now, ZONE).subtract({ weeks: 4 }).toString();
  return {
    scheme: { id: 'scheme', policy: 'luton', zone: ZONE },
    venues: [{ id: 'hall', name: 'Village hall' }],
    hubs: [{ id: HUB, name: 'Hall hub', venue: 'hall' }],
    providers: [{ id: 'provider', name: 'Provider' }],
    activities: ACTIVITIES.map((id) => ({
      ...{ id, name: id, provider: 'provider', venue: 'hall', area: 'Social activity' },
      schedule: { zone: ZONE, weekly: [], extra, from, until: null },
    })),
    staff: [
      { id: 'rosa', name: 'Rosa Test', role: 'provider', provider: 'provider', ...PROVIDER_STAFF },
      { id: 'priya', username: 'priya', name: 'Priya Test', role: 'link-worker', password: PROVIDER_STAFF.password },
    ],
  };
}

/** A card as `tapwell sim wallet` takes it. */
export interface WalletCard {
  card: string;
  name: string;
  kind: string;
  profile: 'ntag424' | 'ntag213' | 'classic1k' | 'phone';
  uid: string;
  url?: string;
  keys?: { metaRead: string; fileRead: string };
}

export interface People {
  records: Pick<DirectoryRecords, 'patient' | 'prescription' | 'prescribed_activity' | 'card'>;
  /** The cards that lie at each kiosk. */
  wallets: WalletCard[][];
}

/**
 * So many patients. Each has a Tapwell card and always comes in by the same
 * door, for a card has one counter only; every sixth has a library card too,
 * which knows no counter and so can be at every door. At each door lie also a
 * bus pass nobody knows and a phone.
 */
export function people(count: number, keys: SchemeKeys, now: Date): People {
  const at = now.toISOString();
  const startsOn = localDate(now, ZONE).subtract({ weeks: 2 }).toString();
  const wallets: WalletCard[][] = Array.from({ length: KIOSKS }, () => []);
  const records: Required<People['records']> = { patient: [], prescription: [], prescribed_activity: [], card: [] };
  const version = keys.cardMaster[0]!.version;
  const metaRead = keys.metaRead[0]!.key;
  const register = (id: string, patient_id: string, profile: 'ntag424' | 'uid', uid: string) => {
    const key_version = profile === 'uid' ? 0 : version;
    const state = { state: 'active', state_since: at, issued_at: at };
    records.card.push({ id, patient_id, profile, uid, key_version, ...state });
  };
  testNhsNumbers(count).forEach((nhs_number, n) => {
    const person = `person-${n}`;
    const name = { given: `Test${n}`, family: 'Person', display_name: `Test${n}` };
    records.patient.push({ id: person, nhs_number, ...name, language: null, larger_text: 0 });
    const rx = { id: `rx-${n}`, patient_id: person, scheme_id: 'scheme', link_worker_id: 'priya', weeks: 12 };
    records.prescription.push({ ...rx, starts_on: startsOn, status: 'active' });
    for (const activity_id of activitiesOf(n)) {
      const id = `rx-${n}-${activity_id}`;
      records.prescribed_activity.push({ id, prescription_id: rx.id, activity_id, per_week: 1, sessions: 12 });
    }
    const uid = cardUid('04', n);
    register(`card-${n}`, person, 'ntag424', uid);
    wallets[n % KIOSKS]!.push({
      ...{ card: `tapwell-${n}`, name: name.given, kind: 'Tapwell card', profile: 'ntag424', uid, url: CARD_URL },
      keys: { metaRead, fileRead: fileReadKey(keys, uid, version) },
    });
    if (n % 6 > 0) return;
    const library = cardUid('05', n);
    register(`library-${n}`, person, 'uid', library);
    for (const wallet of wallets) {
      wallet.push({ card: `library-${n}`, name: name.given, kind: 'Library card', profile: 'ntag213', uid: library });
    }
  });
  wallets.forEach((wallet, k) => {
    wallet.push(
      { card: `bus-pass-${k}`, name: 'Bus pass', kind: 'Another card', profile: 'classic1k', uid: `DEADBE0${k}` },
      { card: 'phone', name: 'Phone', kind: 'Phone', profile: 'phone', uid: '08000000' },
    );
  });
  return { records, wallets };
}

/** One of three; every fourth person has two at the same time and is asked which. */
function activitiesOf(n: number): string[] {
  const one = n % ACTIVITIES.length;
  const two = (one + 1) % ACTIVITIES.length;
  return (n % 4 === 1 ? [one, two] : [one]).map((i) => ACTIVITIES[i]!);
}

function cardUid(maker: string, n: number): string {
  return `${maker}${(0x100000 + n).toString(16).padStart(6, '0')}A5B6C7`.toUpperCase();
}

function testNhsNumbers(count: number): string[] {
  return Array.from({ length: count }, (_, n) => testNhsNumber(n));
}
