import { CELL_WORDS } from '@tapwell/shared/ui/strip-cell.tsx';
import type { Change, SessionCell, Visit, WeekCell } from '../../prescriptions/strip.ts';
import { dayWords, hourWords, timeWords } from './dates.ts';

/** What the strip and the table of visits say, in words. Pure. */

/** Reasons staff choose from a list; any other is in their own words. */
const REASONS: Record<string, string> = {
  'forgot-card': 'forgot card',
  'card-not-working': 'card not working',
  'no-card-yet': 'no card yet',
  'kiosk-down': 'kiosk not working',
  other: 'another reason',
};

/** How a visit came to be on record, e.g. `by Rosa: forgot card`. */
export function recordedWords(visit: Visit): string {
  const { method, assurance, corrected, flags } = visit;
  const card = assurance === 'authenticated' ? 'Tapwell card' : 'other card (low assurance)';
  const first = method === 'card' ? card : corrected ? 'by staff' : byWords(visit);
  return [
    first,
    ...(corrected ? [`changed ${byWords(visit)}`] : []),
    ...(flags.includes('over-capacity') ? ['the session was full'] : []),
    ...(flags.includes('clock-unsure') ? ['the time is not sure'] : []),
  ].join('; ');
}

export function byWords({ by, reason }: Change): string {
  const why = reason ? `: ${REASONS[reason] ?? reason}` : '';
  return `by ${by ?? 'staff'}${why}`;
}

/** That another hub recorded the same visit, e.g. `Also recorded by Hall hub, Mon 1 June, 10:20; counted once`. */
export function againWords({ again = [] }: Visit, zone: string): string[] {
  return again.map(
    ({ arrivedAt, recorder }) =>
      `Also recorded by ${recorder ?? 'another device'}, ${timeWords(arrivedAt, zone)}; counted once`,
  );
}

/** E.g. `2 h 5 min`. */
export function lengthWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ');
}

/** How long a visit was; null when its end is not known. */
export function minutesOf({ arrivedAt, leftAt }: Visit): number | null {
  return leftAt === null ? null : Math.round((Date.parse(leftAt) - Date.parse(arrivedAt)) / 60_000);
}

/** All that is known of one session, besides what its week says already. */
export function sessionWords(session: SessionCell, zone: string): string {
  const { visit, companions, takenBack, extra } = session;
  const left = visit?.leftAt ? ` to ${hourWords(visit.leftAt, zone)}` : '';
  return [
    ...(visit ? [`${timeWords(visit.arrivedAt, zone)}${left}, ${recordedWords(visit)}`] : []),
    ...(companions.length > 0 ? [`came along: ${companions.join(' and ')}`] : []),
    ...(takenBack ? [`a visit was taken back ${byWords(takenBack)}`] : []),
    ...(extra ? ['an extra session'] : []),
  ].join('; ');
}

/** A week's whole story, for hover, focus and screen reader. */
export function weekWords(week: WeekCell, zone: string): string {
  const of = week.expected > 1 ? [`${week.attended} of ${week.expected}.`] : [];
  const sessions = week.sessions.map((s) => sessionWords(s, zone)).filter((words) => words !== '');
  const visited = week.sessions.some((s) => s.visit);
  const why = visited || week.why === null ? [] : [week.why];
  const told = sessions.map((words) => `${words[0]!.toUpperCase()}${words.slice(1)}.`);
  return [`Week ${week.week}, ${dayWords(week.from)}: ${CELL_WORDS[week.state]}.`, ...of, ...why, ...told].join(' ');
}
