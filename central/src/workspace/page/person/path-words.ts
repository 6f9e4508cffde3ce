import type { Path } from '@tapwell/shared/path/path';
import { current } from '@tapwell/shared/path/programme';
import { dayWords } from '../dates.ts';

/** Where somebody is on their path, in words. Pure. */

const DAY_MS = 86_400_000;
const UNTIL: Record<NonNullable<Path['outcome']>['outcome'], string> = {
  completed: 'Finished',
  stopped: 'Stopped',
  declined: 'Declined',
  'no-longer-eligible': 'No longer eligible, since',
  moved: 'Moved away',
  died: 'Died',
};

/** E.g. `On the waiting list since Mon 2 Nov`, `Week 5 of 12`. */
export function stepWords(path: Path): string {
  const { referral, waiting, firstContact, baseline, outcome, paused } = path;
  switch (path.step) {
    case 'none':
      return 'Nothing is on record yet';
    case 'referred':
      return `Referred on ${dayWords(referral!.on)}`;
    case 'waiting':
      return waiting!.kind === 'booked'
        ? `First appointment booked for ${dayWords(waiting!.for)}`
        : `On the waiting list since ${dayWords(waiting!.on)}`;
    case 'in-touch':
      return `First contact on ${dayWords(firstContact!.on)}`;
    case 'ready':
      return `Guided conversation on ${dayWords(baseline.on!)}; nothing agreed yet`;
    case 'prescribed':
    case 'attending':
      return weekWords(path);
    case 'paused':
      return `Paused since ${dayWords(paused!.since)}${paused!.until ? `, until ${dayWords(paused!.until)}` : ''}`;
    case 'finishing': {
      const { until } = current(path);
      return until !== null && until < path.today ? `Over since ${dayWords(until)}` : 'All that was planned is used';
    }
    case 'ended': {
      const day = dayWords(outcome!.on);
      return outcome!.outcome === 'no-longer-eligible'
        ? `${UNTIL[outcome!.outcome]} ${day}`
        : `${UNTIL[outcome!.outcome]} on ${day}`;
    }
  }
}

function weekWords(path: Path): string {
  const { prescription, number } = current(path);
  const { coaching, today } = path;
  const second = number === 2 ? 'Second programme: ' : '';
  if (coaching) return `${second}${coaching.had} of ${coaching.of} coaching sessions`;
  if (!prescription) return second ? `${second}nothing is agreed` : 'Nothing is agreed';
  const { start, weeks } = prescription;
  if (start > today) return `${second}starts on ${dayWords(start)}`.replace(/^s/, 'S');
  const week = Math.floor((Date.parse(today) - Date.parse(start)) / (7 * DAY_MS)) + 1;
  if (weeks === null) return `${second}Week ${week}, without an end date`;
  return `${second}Week ${Math.min(week, weeks)} of ${weeks}`;
}

/** A day in the middle of a sentence of the rules, e.g. `The path ended on 2026-06-01.`, as people say it. */
export function withDays(sentence: string): string {
  return sentence.replace(/\b\d{4}-\d{2}-\d{2}\b/g, dayWords);
}

/** E.g. `£24`, `£12.50`. */
export function poundWords(pence: number): string {
  return new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: 'GBP',
    trailingZeroDisplay: 'stripIfInteger',
  }).format(pence / 100);
}
