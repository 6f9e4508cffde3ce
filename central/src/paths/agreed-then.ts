import { type Agreements, agreementsOf, endBy } from '@tapwell/shared/path/agreements';
import { addDays } from '@tapwell/shared/path/dates';
import type { PathEvent } from '@tapwell/shared/path/events';
import { ofKind } from '@tapwell/shared/path/programme';
import { standingOf } from '@tapwell/shared/path/standing';

/** What some events amount to: when the path began and ended, and what was agreed in each programme. */
export interface AgreedThen {
  /** Day of the referral; null without one. */
  openedOn: string | null;
  /** Day of the outcome. */
  endedOn: string | null;
  programmes: ({ programme: 1 | 2; over: boolean } & Agreements)[];
}

/** Pure. The first programme ends where the second begins. */
export function agreedThen(recorded: PathEvent[]): AgreedThen {
  const { events } = standingOf(recorded);
  const outcome = ofKind(events, 'outcome')
    .filter((e) => e.outcome !== 'renewed')
    .at(-1);
  const agreed = ofKind(events, 'prescription');
  const [first, second] = [1, 2].map((programme) => agreed.filter((e) => e.programme === programme));
  const over = outcome !== undefined;
  const programmes: AgreedThen['programmes'] = [];
  if (second!.length > 0) programmes.push({ programme: 2, over, ...agreementsOf(second!) });
  if (first!.length > 0) {
    const own = agreementsOf(first!);
    const [next] = programmes;
    if (next) for (const { spans } of own.activities) endBy(spans, addDays(next.startsOn, -1));
    programmes.unshift({ programme: 1, over: over || next !== undefined, ...own });
  }
  return { openedOn: ofKind(events, 'referral')[0]?.on ?? null, endedOn: outcome?.on ?? null, programmes };
}
