import { schemeRow, shippedPolicy } from '@tapwell/central/directory/scheme-row';
import type { DirectoryRecords, SchemeKeys } from '@tapwell/central/main';
import { fileReadKey } from '@tapwell/central/main';
import { rowsOf } from '@tapwell/central/paths/rows-of';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { AgreedActivity } from '@tapwell/shared/path/events';
import { type Schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { Temporal } from 'temporal-polyfill';
import { type HistoryOf, visits } from './history.ts';
import { testNhsNumber } from './nhs-number.ts';
import { pathEvents } from './paths.ts';
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

const policy = shippedPolicy('luton');
export const DEMO_POLICY: SchemePolicy = {
  ...policy,
  name: SCHEME.name,
  referral: { ...policy.referral, form: true },
  cards: [...policy.cards, 'uid'],
  // Sam of the wallet is one.
  companions: [{ title: COMPANION.title, until: 'as-long-as-needed' }],
};

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
  const records: Required<Omit<DirectoryRecords, 'card'>> = {
    scheme: [schemeRow(DEMO_POLICY, ZONE)],
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
      scheme_id: ['administrator', 'provider'].includes(s.role) ? null : SCHEME.id,
      password_hash: passwordHash,
    })),
    patient: [],
    companion: [{ id: COMPANION.id, display_name: COMPANION.displayName, language: null, larger_text: 0 }],
    accompanies: COMPANION.accompanies.map((patient_id) => ({
      ...{ companion_id: COMPANION.id, patient_id, title: COMPANION.title },
    })),
    path: [],
    path_event: [],
    prescription: [],
    prescribed_activity: [],
  };
  const attendances: Attendance[] = [];
  demoPeople().forEach((person, i) => {
    const n = WALLET_FIRST + i;
    const personId = id('patient', n);
    const prescriptionId = id('prescription', n);
    const startsOn = today.subtract({ weeks: person.weeksAgo });
    const born = `${1944 + ((n * 7) % 50)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + ((n * 5) % 28)).padStart(2, '0')}`;
    records.patient.push({
      id: personId,
      nhs_number: testNhsNumber(n),
      given: person.given,
      family: person.family,
      display_name: person.displayName,
      language: person.language ?? null,
      larger_text: person.largerText ? 1 : 0,
      born,
      phone: `01632 960${String(100 + n)}`,
      contact_by: 'phone',
    });
    person.activities.forEach((activity, j) => {
      const prescribedActivityId = `${prescriptionId}-${activity}`;
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
    const agreed = person.activities.map(
      (activity): AgreedActivity => ({
        id: `${prescriptionId}-${activity}`,
        activityId: activity,
        area: records.activity.find((one) => one.id === activity)!.area,
        offeredBy: 'accredited-provider',
        perWeek: 1,
        sessions: sessionsOf.get(activity)!,
        group: true,
      }),
    );
    const events = pathEvents({
      person,
      n,
      pathId: prescriptionId,
      born,
      today: today.toString(),
      now,
      weeks: SCHEME.weeks,
      reasons: DEMO_POLICY.referral.reasons,
      activities: agreed,
      card: hasCard(person) ? { id: id('card', n), profile: profileOf(person) } : null,
    });
    const rows = rowsOf(prescriptionId, events);
    const whose = { patient_id: personId, scheme_id: SCHEME.id };
    records.path.push({
      id: prescriptionId,
      ...whose,
      link_worker_id: person.linkWorker,
      opened_on: rows.openedOn!,
      ended_on: rows.endedOn,
    });
    for (const event of events) {
      records.path_event.push({
        id: event.id,
        path_id: prescriptionId,
        kind: event.kind,
        on_date: event.on,
        recorded_at: event.recordedAt,
        body: JSON.stringify(event),
      });
    }
    for (const { id, programme, startsOn, weeks, status, activities } of rows.prescriptions) {
      records.prescription.push({
        ...{ id, path_id: prescriptionId, programme, ...whose, link_worker_id: person.linkWorker! },
        ...{ starts_on: startsOn, weeks, status },
      });
      for (const one of activities) {
        records.prescribed_activity.push({
          ...{ id: one.id, prescription_id: id, activity_id: one.activityId, per_week: one.perWeek },
          ...{ sessions: one.sessions, starts_on: one.startsOn, ends_on: one.endsOn },
        });
      }
    }
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
    if (!hasCard(person)) return;
    const n = WALLET_FIRST + i;
    const uid = cardUid(n);
    const { wallet } = person;
    const profile = profileOf(person);
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

/** Who has been agreed with has a card. */
function hasCard({ stage }: DemoPerson): boolean {
  return stage !== 'waiting' && stage !== 'declined';
}

function profileOf({ wallet }: DemoPerson): 'ntag424' | 'uid' {
  return wallet?.uidOnly ? 'uid' : 'ntag424';
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
