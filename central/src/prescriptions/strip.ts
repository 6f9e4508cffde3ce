import type { Session } from '@tapwell/shared/schedule/sessions';

/** What a cell of the strip can say; each has its own shape, colour and word on screen. */
export type CellState =
  | 'attended'
  | 'late'
  | 'missed'
  | 'excused'
  | 'cancelled'
  | 'paused'
  | 'no-data'
  | 'no-session'
  | 'to-come';

/** Why nothing is known of a session: only in the last case is the venue's record complete. */
export type Unknown = 'unplaced-tap' | 'not-listed' | 'not-arrived' | 'cards-unread' | 'may-not-have-run';

/** Who of the staff said or changed something, and why. */
export interface Change {
  by: string | null;
  reason: string | null;
}

/** A visit as the strip needs it. */
export interface Visit {
  sessionId: string;
  /** Of the session, UTC. */
  startsAt: string;
  endsAt: string;
  arrivedAt: string;
  /** Null when not known, or not timed. */
  leftAt: string | null;
  late: boolean;
  method: string;
  assurance: string;
  flags: string[];
  /** Staff who recorded or changed it last, and why. */
  by: string | null;
  reason: string | null;
  /** Staff changed what was recorded first. */
  corrected: boolean;
  /** The same visit as others recorded it: kept, and not counted. */
  again?: { arrivedAt: string /** The device's name; null when it is not known. */; recorder: string | null }[];
}

/** What staff at the venue said of a session. */
export interface DayWord extends Change {
  sessionId: string;
  startsAt: string;
  endsAt: string;
  status: 'planned' | 'run' | 'cancelled';
  extra: boolean;
}

/** Everything on record of one session for one patient; a list needs less of a visit than a page about it. */
export interface SessionFacts<V = Visit> {
  visit?: V | undefined;
  /** Someone was there. */
  ran: boolean;
  day?: DayWord | undefined;
  excused?: Change | undefined;
  /** Their visit to it was recorded and taken back. */
  takenBack?: Change | undefined;
  /** All of it was paused that day, and why. */
  paused?: Change | undefined;
  /** The patient tapped a card here that day, and nobody has placed it yet. */
  unplaced: boolean;
  /** It was put on record only after the session had begun: in words on which day. */
  listedLate?: string | undefined;
  /** They were there, and it counts for the same activity as it was prescribed another time. */
  elsewhere?: boolean | undefined;
  /** Names of those who came along. */
  companions?: string[] | undefined;
  /** How long before its start people may check in. */
  earlyMinutes: number;
}

export interface SessionCell<V = Visit> {
  sessionId: string;
  startsAt: string;
  state: CellState;
  /** Why nothing is known, or nothing was to be expected, in words for the link worker; null for other states. */
  why: string | null;
  /** Null for every state but `no-data`. */
  unknown: Unknown | null;
  visit: V | null;
  takenBack: Change | null;
  companions: string[];
  /** Added at the venue, besides the schedule. */
  extra: boolean;
}

/** One week of a prescribed activity. */
export interface WeekCell<V = Visit> {
  /** 1 for the first week of the prescription. */
  week: number;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
  state: CellState;
  why: string | null;
  expected: number;
  attended: number;
  sessions: SessionCell<V>[];
}

/** What central knows about the record of one venue. */
export interface VenueRecord {
  /** The hub has uploaded everything up to here; null when never. */
  syncedThrough: string | null;
  /** Times in which no card could be read; or of which what was known there is `lost`. */
  gaps: { from: string; to: string; lost?: boolean }[];
}

/** A tap that is on no list. */
export interface UnplacedTap {
  at: string;
  /** On the wall of the venue. */
  date: string;
}

/** Somebody may have tapped on the way out, or late. */
const HOURS_AFTER_MS = 3 * 3_600_000;

/**
 * Whether a tap may have been meant for a session: any of its day, and by the
 * clock where a session passes midnight. Pure.
 */
export function mayBeFor(
  tap: UnplacedTap,
  { date, startsAt, endsAt }: Pick<Session, 'date' | 'startsAt' | 'endsAt'>,
  earlyMinutes: number,
): boolean {
  if (tap.date === date) return true;
  const at = Date.parse(tap.at);
  return at >= Date.parse(startsAt) - earlyMinutes * 60_000 && at <= Date.parse(endsAt) + HOURS_AFTER_MS;
}

/**
 * What became of one session for one patient. "Missed" is claimed only when it
 * is known: the session ran, the venue could expect them, its record is complete
 * past its end, and cards could be read. Otherwise the truth is "no data". Who was there was
 * there, whatever else is said; a cancelled session, or one while all was
 * paused, nobody can miss. Pure.
 */
export function sessionCell<V extends { late: unknown }>(
  session: Session,
  facts: SessionFacts<V>,
  venue: VenueRecord,
  now: Date,
): SessionCell<V> {
  const { visit, day, excused, paused } = facts;
  const cell = (state: CellState, why: string | null = null, unknown: Unknown | null = null): SessionCell<V> => ({
    sessionId: session.id,
    startsAt: session.startsAt,
    state,
    why,
    unknown,
    visit: visit ?? null,
    takenBack: facts.takenBack ?? null,
    companions: facts.companions ?? [],
    extra: day?.extra ?? false,
  });
  if (visit) return cell(visit.late ? 'late' : 'attended');
  if (facts.elsewhere) return cell('no-session', 'They were there. It counts for another prescription of the same.');
  if (paused) return cell('paused', said('Paused', paused));
  if (day?.status === 'cancelled') return cell('cancelled', said('Cancelled at the venue', day));
  // What staff say on the day is nearer to the truth than the plan.
  if (session.cancelled && day?.status !== 'run')
    return cell('cancelled', 'It was not planned to happen on this date.');
  if (excused) return cell('excused', said('Excused', excused));
  if (session.endsAt > now.toISOString()) return cell('to-come');
  if (facts.unplaced) {
    return cell('no-data', 'They tapped a card that day, and it has not been placed yet.', 'unplaced-tap');
  }
  if (facts.listedLate) return cell('no-data', facts.listedLate, 'not-listed');
  if (venue.syncedThrough === null || venue.syncedThrough < session.endsAt) {
    return cell('no-data', 'The records of this venue have not arrived yet.', 'not-arrived');
  }
  // Most people come a little before the start.
  const opens = new Date(Date.parse(session.startsAt) - facts.earlyMinutes * 60_000).toISOString();
  const gap = venue.gaps.find((one) => one.from < session.endsAt && one.to > opens);
  if (gap) {
    const lost = 'What the hub of this venue knew of that time was lost.';
    const unread = 'Not every card could be read when people came to this session.';
    return cell('no-data', gap.lost ? lost : unread, 'cards-unread');
  }
  if (!facts.ran && day?.status !== 'run') {
    return cell('no-data', 'Nobody checked in, so the session may not have run.', 'may-not-have-run');
  }
  return cell('missed');
}

/** E.g. "Excused by Rosa: in hospital." */
function said(what: string, { by, reason }: Change): string {
  return `${what}${by ? ` by ${by}` : ''}${reason ? `: ${reason.replace(/\.$/, '')}` : ''}.`;
}

/**
 * The week's cell from its sessions. One more visit than planned does not make
 * up for another week; one visit of several planned counts as attended, with
 * the numbers beside it. Who was excused as often as they were to come missed
 * nothing, and while all was paused nothing was expected. Pure.
 * @param why nothing is planned in a week without sessions
 */
export function weekCell<V>(
  { week, from, to }: Pick<WeekCell, 'week' | 'from' | 'to'>,
  perWeek: number,
  sessions: SessionCell<V>[],
  why = 'No session was planned in this week.',
): WeekCell<V> {
  const visits = sessions.filter((s) => s.visit !== null);
  const elsewhere = sessions.filter((s) => s.state === 'no-session');
  const happening = sessions.filter((s) => !['cancelled', 'paused', 'no-session'].includes(s.state));
  // Who was there as often as they were to come is expected at no more.
  const most = Math.min(perWeek - elsewhere.length, happening.length);
  const expected = Math.max(Math.min(perWeek, visits.length), most, 0);
  const attended = visits.length;
  const says = (state: CellState, why: string | null = null): WeekCell<V> => ({
    week,
    from,
    to,
    state,
    why,
    expected,
    attended,
    sessions,
  });
  if (sessions.length === 0) return says('no-session', why);
  if (visits.length > 0) return says(visits.every((s) => s.state === 'late') ? 'late' : 'attended');
  if (elsewhere.length > 0 && expected === 0) return says('no-session', elsewhere[0]!.why);
  if (happening.length === 0) {
    const paused = sessions.find((s) => s.state === 'paused');
    return paused ? says('paused', paused.why) : says('cancelled', sessions[0]!.why);
  }
  const excused = happening.filter((s) => s.state === 'excused');
  if (excused.length >= expected) return says('excused', excused[0]!.why);
  // Any session still to come may yet be the week's visit.
  if (happening.some((s) => s.state === 'to-come')) return says('to-come');
  const unknown = happening.find((s) => s.state === 'no-data');
  return unknown ? says('no-data', unknown.why) : says('missed');
}
