import { CELL_WORDS, CellShape } from '@tapwell/shared/ui/strip-cell.tsx';
import type { WeekCell } from '../../prescriptions/strip.ts';
import { weekWords } from './visit-words.ts';

/** A prescribed activity as a strip of weeks; each cell tells its story to hover, focus and screen reader. */
export function Strip({ weeks, zone, label }: { weeks: WeekCell[]; zone: string; label: string }) {
  return (
    <ol class="strip" aria-label={label}>
      {weeks.map((week) => {
        const words = weekWords(week, zone);
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard needs a way to each cell's story
          <li key={week.week} class="strip__week" tabIndex={0} aria-label={words} title={words}>
            <CellShape kind={week.state} />
          </li>
        );
      })}
    </ol>
  );
}

/** The same without a stop at every cell, for dense tables: one label says it all. */
export function StripSummary({ weeks, zone, label }: { weeks: WeekCell[]; zone: string; label: string }) {
  const counts = new Map<string, number>();
  for (const { state } of weeks) counts.set(CELL_WORDS[state], (counts.get(CELL_WORDS[state]) ?? 0) + 1);
  const words = [...counts].map(([word, n]) => `${word.toLowerCase()} ${n}`).join(', ');
  return (
    <span class="strip strip--small" role="img" aria-label={`${label}: ${words}`}>
      {weeks.map((week) => (
        <span key={week.week} class="strip__week" title={weekWords(week, zone)}>
          <CellShape kind={week.state} />
        </span>
      ))}
    </span>
  );
}
