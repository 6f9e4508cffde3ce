import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import type { DirectoryRecords, SchemeKeys } from '@tapwell/central/main';
import { fileReadKey } from '@tapwell/central/main';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { type Schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import type { Temporal } from 'temporal-polyfill';
import { type HistoryOf, visits } from './history.ts';
import { testNhsNumber } from './nhs-number.ts';
import { type DemoPerson, demoPeople } from './people.ts';
import { AREAS, COMPANION, hubOf, PROVIDERS, RUNNING_NOW, SCHEME, STAFF, VENUES, ZONE } from './places.ts';

/** A card of the virtual wallet, as the simulator takes it. */
export interface SimCard {
  card: string;
  name: string;
  kind: string;
  profile: 'ntag424' | 'ntag213';
  uid: string;
  url?: string;
  keys?: { metaRead: string; fileRead: string };
}
export interface WalletAbout {
  card: string;
  profile: string;
  patient: string | null;
  name: string;
  about: string;
}

const CARD_URL = 'https://tapwell.example/c';
const WALLET_FIRST = 1;
const id = (kind: string, n: number) => `${kind}-${String(n).padStart(3, '0')}`;
const cardUid = (n: number) =>
  `04${((0x5a17c0 + n * 0x10305) % 0x1000000).toString(16).padStart(6, '0')}6E6D80`.toUpperCase();

/** Everything central knows at the start, on a given day. Pure but for the attendances' ids. */
export function lutonScheme(today: Temporal.PlainDate, now: Date, passwordHash: string) {
  const schedules = new Map<string, Schedule>();
  const places = new Map<string, { venueId: string; providerId: string; timed: boolean }>();
  const sessionsOf = new Map<string, number>();
  const from = today.subtract({ weeks: 20 }).toString();
  // What is to run at the start is planned on another weekday, so that today has one session of each;
  // so is the garden, whose volunteer drops in today.
  const dayFor = (activity: string, weekday: number) =>
    [...RUNNING_NOW, 'garden'].includes(activity) ? ((today.dayOfWeek + 2) % 7) + 1 : weekday;
  const records: Required<Omit<DirectoryRecords, 'card' | 'path' | 'path_event'>> = {
    scheme: [schemeRow({ ...shippedPolicy('luton'), name: SCHEME.name }, ZONE)],
    venue: VENUES.map((v) => ({ ...v, zone: ZONE })),
    hub: VENUES.map((v) => ({
      id: hubOf(v.id),
      name: `${v.name} hub`,
      venue_id: v.id,
      scheme_id: SCHEME.id,
      synced_through: now.toISOString(),
      last_seen: null,
      report: null,
      roster_stale: 1,
      roster_day: null,
    })),
    provider: PROVIDERS.map((p) => ({ id: p.provider, name: p.name })),
    activity: PROVIDERS.flatMap((p) =>
      p.activities.map((a) => {
        const { start, minutes } = a;
        const { timed, capacity, every, cancelled: off } = a.extras;
        const weekday = dayFor(a.id, a.weekday);
        const weekly = [{ weekday, start, minutes, ...(every && { every }) }];
        const cancelled = off ? twoDates(today, weekday) : [];
        const schedule: Schedule = { zone: ZONE, weekly, extra: [], from, until: null, cancelled };
        const venueId = `venue-${p.venue}`;
        schedules.set(a.id, schedule);
        places.set(a.id, { venueId, providerId: p.provider, timed: timed === true });
        sessionsOf.set(a.id, Math.ceil(SCHEME.weeks / (every ?? 1)));
        return {
          id: a.id,
          provider_id: p.provider,
          venue_id: venueId,
          name: a.name,
          area: AREAS[a.area]!,
          room: a.room,
          schedule: JSON.stringify(schedule),
          early_minutes: 30,
          late_after_minutes: 20,
          timed: timed ? 1 : 0,
          capacity: capacity ?? null,
        };
      }),
    ),
    staff: STAFF.map((s) => ({
      id: s.id,
      username: s.username,
      name: s.name,
      role: s.role,
      provider_id: s.provider,
      password_hash: passwordHash,
    })),
    patient: [],
    companion: [{ id: COMPANION.id, display_name: COMPANION.displayName, language: null, larger_text: 0 }],
    accompanies: COMPANION.accompanies.map((patient_id) => ({ companion_id: COMPANION.id, patient_id })),
    prescription: [],
    prescribed_activity: [],
  };
  const attendances: Attendance[] = [];
  demoPeople().forEach((person, i) => {
    const n = WALLET_FIRST + i;
    const personId = id('patient', n);
    const prescriptionId = id('prescription', n);
    const startsOn = today.subtract({ weeks: person.weeksAgo });
    records.patient.push({
      id: personId,
      nhs_number: testNhsNumber(n),
      given: person.given,
      family: person.family,
      display_name: person.displayName,
      language: person.language ?? null,
      larger_text: person.largerText ? 1 : 0,
    });
    records.prescription.push({
      id: prescriptionId,
      patient_id: personId,
      scheme_id: SCHEME.id,
      link_worker_id: person.linkWorker,
      starts_on: startsOn.toString(),
      weeks: SCHEME.weeks,
      status: 'active',
    });
    person.activities.forEach((activity, j) => {
      const prescribedActivityId = `${prescriptionId}-${activity}`;
      records.prescribed_activity.push({
        id: prescribedActivityId,
        prescription_id: prescriptionId,
        activity_id: activity,
        per_week: 1,
        sessions: sessionsOf.get(activity)!,
      });
      const of: HistoryOf = {
        personId,
        prescriptionId,
        prescribedActivityId,
        ...places.get(activity)!,
        cardId: id('card', n),
        uidOnly: person.wallet?.uidOnly === true,
      };
      attendances.push(
        ...visits(of, person.habit, pastSessions(activity, schedules.get(activity)!, startsOn, now), n * 31 + j),
      );
    });
  });
  return { records, attendances };
}

/** Cards as central keeps them, and the wallet of virtual cards that goes with them. */
export function lutonCards(keys: SchemeKeys, issuedAt: string) {
  const metaRead = keys.metaRead[0]!.key;
  const version = keys.cardMaster[0]!.version;
  const genuine = (uid: string) => ({ metaRead, fileRead: fileReadKey(keys, uid, version) });
  const records: NonNullable<DirectoryRecords['card']> = [];
  const cards: SimCard[] = [];
  const about: WalletAbout[] = [];
  const add = (card: SimCard, patient: string | null, words: string) => {
    cards.push(card);
    about.push({ card: card.card, profile: card.profile, patient, name: card.name, about: words });
  };
  demoPeople().forEach((person: DemoPerson, i) => {
    const n = WALLET_FIRST + i;
    const uid = cardUid(n);
    const { wallet } = person;
    const profile = wallet?.uidOnly ? 'uid' : 'ntag424';
    const state = wallet?.lost ? 'lost' : 'active';
    records.push({
      id: id('card', n),
      patient_id: id('patient', n),
      profile,
      uid,
      key_version: version,
      state,
      issued_at: issuedAt,
      state_since: issuedAt,
    });
    if (!wallet) return;
    const base = { card: wallet.card, name: `${person.given} ${person.family}`, uid };
    const card: SimCard = wallet.uidOnly
      ? { ...base, kind: 'Library card', profile: 'ntag213' }
      : { ...base, kind: 'Tapwell card', profile: 'ntag424', url: CARD_URL, keys: genuine(uid) };
    add(card, id('patient', n), wallet.about);
  });
  const companionUid = cardUid(800);
  records.push({
    id: id('card', 800),
    patient_id: null,
    companion_id: COMPANION.id,
    profile: 'ntag424',
    uid: companionUid,
    key_version: version,
    state: 'active',
    issued_at: issuedAt,
    state_since: issuedAt,
  });
  add(
    {
      card: COMPANION.card,
      name: COMPANION.name,
      kind: 'Companion’s card',
      profile: 'ntag424',
      uid: companionUid,
      url: CARD_URL,
      keys: genuine(companionUid),
    },
    null,
    'Comes along with Mary and Joan: tap when one of them is here',
  );
  add(
    { card: 'bus-pass', name: 'Bus pass', kind: 'Some other card', profile: 'ntag213', uid: cardUid(900) },
    null,
    'Not registered: not recognised',
  );
  add(
    {
      card: 'forged',
      name: 'Copy of Mary’s card',
      kind: 'Forged card',
      profile: 'ntag424',
      uid: cardUid(WALLET_FIRST),
      url: CARD_URL,
      keys: { metaRead, fileRead: '00112233445566778899AABBCCDDEEFF' },
    },
    null,
    'Mary’s number without Mary’s key: suspect',
  );
  return { records, cards, about };
}

/** Sessions since the start that had ended before today's first hour, oldest first. */
function pastSessions(activity: string, schedule: Schedule, startsOn: Temporal.PlainDate, now: Date) {
  const begin = new Date(startsOn.toZonedDateTime(ZONE).epochMilliseconds);
  const end = startsOn.add({ weeks: SCHEME.weeks }).toZonedDateTime(ZONE).epochMilliseconds;
  const sessions = sessionsBetween(activity, schedule, begin, new Date(Math.min(end, now.getTime())));
  return sessions.filter((s) => !s.cancelled && s.endsAt < now.toISOString() && s.date >= startsOn.toString());
}

/** One about three weeks ago, one that is coming. */
function twoDates(today: Temporal.PlainDate, weekday: number): Schedule['cancelled'] {
  const last = today.subtract({ days: ((today.dayOfWeek - weekday + 6) % 7) + 1 });
  return [last.subtract({ weeks: 2 }), last.add({ weeks: 2 })].map((date) => ({ date: date.toString() }));
}
