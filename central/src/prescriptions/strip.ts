import type { Session } from '@tapwell/shared/schedule/sessions';

/** What a cell of the strip can say; each has its own shape, colour and word on screen. */
export type CellState = 'attended' | 'late' | 'missed' | 'no-data' | 'no-session' | 'to-come';

/** A visit as the strip needs it. */
export interface Visit {
  sessionId: string;
  /** Of the session, UTC. */
  startsAt: string;
  endsAt: string;
  arrivedAt: string;
  late: boolean;
  method: string;
  assurance: string;
}

export interface SessionCell {
  sessionId: string;
  startsAt: string;
  state: CellState;
  /** Why nothing is known, in words for the link worker; null for other states. */
  why: string | null;
  visit: Visit | null;
}

/** One week of a prescribed activity. */
export interface WeekCell {
  /** 1 for the first week of the prescription. */
  week: number;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
  state: CellState;
  why: string | null;
  expected: number;
  attended: number;
  sessions: SessionCell[];
}

/** What central knows about the record of one venue. */
export interface VenueRecord {
  /** The hub has uploaded everything up to here; null when never. */
  syncedThrough: string | null;
  /** Times in which no card could be read. */
  gaps: { from: string; to: string }[];
}

/**
 * What became of one session for one patient. "Missed" is claimed only when it
 * is known: the session ran, the venue's record is complete past its end, and
 * cards could be read. Otherwise the truth is "no data". Pure.
 */
export function sessionCell(
  session: Session,
  visit: Visit | undefined,
  ran: boolean,
  venue: VenueRecord,
  /** The patient tapped a card here that day, and nobody has placed it yet. */
  unplaced: boolean,
  now: Date,
): SessionCell {
  const cell = (state: CellState, why: string | null = null): SessionCell => ({
    sessionId: session.id,
    startsAt: session.startsAt,
    state,
    why,
    visit: visit ?? null,
  });
  if (visit) return cell(visit.late ? 'late' : 'attended');
  if (session.endsAt > now.toISOString()) return cell('to-come');
  if (unplaced) return cell('no-data', 'They tapped a card that day, and it has not been placed yet.');
  if (venue.syncedThrough === null || venue.syncedThrough < session.endsAt) {
    return cell('no-data', 'The records of this venue have not arrived yet.');
  }
  if (venue.gaps.some((gap) => gap.from < session.endsAt && gap.to > session.startsAt)) {
    return cell('no-data', 'Not every card could be read during this session.');
  }
  if (!ran) return cell('no-data', 'Nobody checked in, so the session may not have run.');
  return cell('missed');
}

/**
 * The week's cell from its sessions. One more visit than planned does not make
 * up for another week; one visit of several planned counts as attended, with
 * the numbers beside it. Pure.
 */
export function weekCell(week: number, from: string, to: string, perWeek: number, sessions: SessionCell[]): WeekCell {
  const visits = sessions.filter((s) => s.visit !== null);
  const expected = Math.min(perWeek, sessions.length);
  const missing = sessions.filter((s) => s.visit === null);
  const summary = { week, from, to, expected, attended: visits.length, sessions };
  const says = (state: CellState, why: string | null = null): WeekCell => ({ ...summary, state, why });
  if (sessions.length === 0) return says('no-session', 'No session was planned in this week.');
  if (visits.length > 0) return says(visits.every((s) => s.state === 'late') ? 'late' : 'attended');
  // Any session still to come may yet be the week's visit.
  if (missing.some((s) => s.state === 'to-come')) return says('to-come');
  const unknown = missing.find((s) => s.state === 'no-data');
  return unknown ? says('no-data', unknown.why) : says('missed');
}
