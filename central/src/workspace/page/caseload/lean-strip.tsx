import { addDays } from '@tapwell/shared/path/dates';
import { CELL_WORDS, CellShape } from '@tapwell/shared/ui/strip-cell.tsx';
import type { CaseloadStrip } from '../../../prescriptions/caseload.ts';
import { dayWords } from '../dates.ts';

/** A strip without a stop at every cell, for a dense table: one label says it all, and a pointer finds each week's words. */
export function LeanStrip({ strip }: { strip: CaseloadStrip }) {
  const { activity, weeks, why, from, firstWeek } = strip;
  const counts = new Map<string, number>();
  for (const state of weeks) counts.set(CELL_WORDS[state], (counts.get(CELL_WORDS[state]) ?? 0) + 1);
  const words = [...counts].map(([word, n]) => `${word.toLowerCase()} ${n}`).join(', ');
  const since = firstWeek > 1 ? `, from week ${firstWeek}` : '';
  // Worked out for the one that is pointed at, not for thousands that nobody asks about.
  const onOver = (event: MouseEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>('.strip__week');
    if (cell?.title !== '') return;
    const i = [...cell.parentElement!.children].indexOf(cell);
    const reason = why[i] ? ` ${why[i]}` : '';
    cell.title = `Week ${firstWeek + i}, ${dayWords(addDays(from, i * 7))}: ${CELL_WORDS[weeks[i]!]}.${reason}`;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the label says the same to the keyboard, and the person's page each week
    <span class="strip strip--small" role="img" aria-label={`${activity}${since}: ${words}`} onMouseOver={onOver}>
      {weeks.map((state, i) => (
        <span key={i} class="strip__week">
          <CellShape kind={state} />
        </span>
      ))}
    </span>
  );
}
