import type {
  RosterActivity,
  RosterCard,
  RosterCompanion,
  RosterEntry,
  RosterKind,
  RosterPerson,
  RosterStaff,
} from '@tapwell/shared/roster/roster';
import { type Session, sessionsBetween } from '@tapwell/shared/schedule/sessions';

/** Central says when a card was issued, the hub when it was tapped: their clocks are never so far apart. */
const CLOCKS_DIFFER_MS = 86_400_000;

type Entry<K extends RosterKind> = Extract<RosterEntry, { kind: K }>;

/** A session together with what it is an occurrence of. */
export interface HubSession extends Session {
  activity: RosterActivity;
}

/**
 * The roster as the hub asks it: plain data indexed by what a tap brings. A
 * venue's roster is hundreds of entries; it is indexed anew on every change.
 * What it says of sessions is the schedule alone: what staff say of a day is in `Sessions`.
 */
export class RosterView {
  readonly venue: Entry<'venue'> | undefined;
  readonly scheme: Entry<'scheme'> | undefined;
  readonly activities = new Map<string, RosterActivity>();
  readonly people = new Map<string, RosterPerson>();
  readonly companions = new Map<string, RosterCompanion>();
  /** Cards as they are now. */
  readonly cardsByUid = new Map<string, RosterCard>();
  readonly cardsById = new Map<string, RosterCard>();
  readonly staffByUsername = new Map<string, RosterStaff>();
  readonly staff = new Map<string, RosterStaff>();
  /** Every card a number has been, where it has been several. */
  readonly #reissued = new Map<string, RosterCard[]>();
  readonly #hours = new Map<number, HubSession[]>();

  constructor(entries: Iterable<RosterEntry>) {
    for (const entry of entries) {
      switch (entry.kind) {
        case 'venue':
          this.venue = entry;
          break;
        case 'scheme':
          this.scheme = entry;
          break;
        case 'activity':
          this.activities.set(entry.id, entry);
          break;
        case 'person':
          this.people.set(entry.id, entry);
          break;
        case 'companion':
          this.companions.set(entry.id, entry);
          break;
        case 'card': {
          this.cardsById.set(entry.id, entry);
          // A UID may return on a re-issued card: the active one wins.
          const other = this.cardsByUid.get(entry.uid);
          if (other) this.#reissued.set(entry.uid, [...(this.#reissued.get(entry.uid) ?? [other]), entry]);
          if (other?.state !== 'active') this.cardsByUid.set(entry.uid, entry);
          break;
        }
        case 'staff':
          this.staff.set(entry.id, entry);
          this.staffByUsername.set(entry.username.toLowerCase(), entry);
          break;
      }
    }
  }

  /** Wall-clock zone of the venue; UTC until the first roster has come. */
  get zone(): string {
    return this.venue?.zone ?? 'UTC';
  }

  /**
   * The card that a number was at the time of a tap: one that was emptied and
   * given to somebody else since was its first holder's then, who may not be on
   * this roster any more.
   * @param sure false where the time is not: then it is the card of now
   */
  cardOf(uid: string, at: Date, sure: boolean): RosterCard | undefined {
    const now = this.cardsByUid.get(uid);
    if (!sure) return now;
    const issued = (card: RosterCard) => (card.issuedAt ? Date.parse(card.issuedAt) : Number.NEGATIVE_INFINITY);
    const held = (this.#reissued.get(uid) ?? [])
      .filter((card) => issued(card) <= at.getTime())
      .sort((a, b) => issued(b) - issued(a) || Number(b === now) - Number(a === now));
    if (held[0]) return held[0];
    // A card of our keys was none before it was issued: whoever tapped it long before had it from an earlier issue.
    const tooNew = now?.profile === 'ntag424' && issued(now) - CLOCKS_DIFFER_MS > at.getTime();
    return tooNew ? undefined : now;
  }

  /** Sessions that overlap [from, to), in order of start. */
  sessions(from: Date, to: Date): HubSession[] {
    const all = [...this.activities.values()].flatMap((activity) =>
      sessionsBetween(activity.id, activity.schedule, from, to).map((s) => ({ ...s, activity })),
    );
    return all.sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.activity.name.localeCompare(b.activity.name));
  }

  /** Sessions that take arrivals at an instant, or would if they were not cancelled. */
  openAt(at: Date): HubSession[] {
    return this.#aroundHour(at).filter((session) => takesArrivals(session, at));
  }

  /** The name under which a provider is known here. */
  providerName(providerId: string): string | null {
    return [...this.activities.values()].find((a) => a.providerId === providerId)?.providerName ?? null;
  }

  /** Whether a person has something prescribed at a provider: others are nobody's business there. */
  isOf(person: RosterPerson, providerId: string): boolean {
    return person.prescribed.some((p) => this.activities.get(p.activityId)?.providerId === providerId);
  }

  /** The session with this id, wherever in time it lies. */
  session(sessionId: string): HubSession | undefined {
    const [activityId, start] = sessionId.split('@');
    const activity = this.activities.get(activityId ?? '');
    if (!activity || !start) return undefined;
    const day = new Date(`${start}:00Z`).getTime();
    if (Number.isNaN(day)) return undefined;
    const found = sessionsBetween(
      activity.id,
      activity.schedule,
      new Date(day - 86_400_000),
      new Date(day + 86_400_000),
    );
    const session = found.find((s) => s.id === sessionId);
    return session && { ...session, activity };
  }

  /** Expanding schedules is the dear part of a tap; an hour's sessions are worked out once. */
  #aroundHour(at: Date): HubSession[] {
    const hour = Math.floor(at.getTime() / 3_600_000);
    let sessions = this.#hours.get(hour);
    if (!sessions) {
      const longestEarly = Math.max(0, ...[...this.activities.values()].map((a) => a.earlyMinutes)) * 60_000;
      sessions = this.sessions(new Date(hour * 3_600_000), new Date((hour + 1) * 3_600_000 + longestEarly));
      if (this.#hours.size > 500) this.#hours.clear();
      this.#hours.set(hour, sessions);
    }
    return sessions;
  }
}

/** From its early allowance until its end. */
export function takesArrivals({ startsAt, endsAt, activity }: HubSession, at: Date): boolean {
  const opens = Date.parse(startsAt) - activity.earlyMinutes * 60_000;
  return opens <= at.getTime() && at.toISOString() < endsAt;
}
