import { addDays } from '@tapwell/shared/path/dates';
import { CELL_WORDS, StripShape } from '@tapwell/shared/ui/strip-cell.tsx';
import type { CaseloadStrip } from '../../../prescriptions/caseload.ts';
import { dayWords } from '../dates.ts';

/** A strip without a stop at every cell, for a dense table: one label says it all, and a pointer finds each week's words. */
export function LeanStrip({ strip }: { strip: CaseloadStrip }) {
  const { activity, weeks, why, from, firstWeek } = strip;
  const counts = new Map<string, number>();
  for (const state of weeks) counts.set(CELL_WORDS[state], (counts.get(CELL_WORDS[state]) ?? 0) + 1);
  const words = [...counts].map(([word, n]) => `${word.toLowerCase()} ${n}`).join(', ');
  const since = firstWeek > 1 ? `, from week ${firstWeek}` : '';
  // Worked out for the week that is pointed at, not for thousands that nobody asks about.
  const onMove = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const i = Math.min(weeks.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * weeks.length)));
    const reason = why[i] ? ` ${why[i]}` : '';
    event.currentTarget.title = `Week ${firstWeek + i}, ${dayWords(addDays(from, i * 7))}: ${CELL_WORDS[weeks[i]!]}.${reason}`;
  };
  return (
    <span class="caseload__strip" role="img" aria-label={`${activity}${since}: ${words}`} onMouseMove={onMove}>
      <StripShape kinds={weeks} />
    </span>
  );
}
