import './strip.css';

/** What a cell says, in words; the order is that of the legend. */
export const CELL_WORDS = {
  attended: 'Came',
  late: 'Came late',
  missed: 'Missed',
  excused: 'Excused',
  cancelled: 'Cancelled',
  paused: 'Paused',
  'no-data': 'No data',
  'no-session': 'No session',
  'to-come': 'To come',
} as const;
export type CellKind = keyof typeof CELL_WORDS;

/** The shape of one cell. Decoration: whoever draws it says the word beside it or as its label. */
export function CellShape({ kind }: { kind: CellKind }) {
  return (
    <svg class={`cell cell-${kind}`} viewBox="0 0 24 24" aria-hidden="true">
      {outline(kind)}
      {kind === 'excused' && <path d="M7 12 H17" />}
      {kind === 'missed' && <path d="M8 8 L16 16 M16 8 L8 16" />}
      {kind === 'paused' && <path d="M4 12 L12 4 M4 20 L20 4 M12 20 L20 12" />}
      {kind === 'no-data' && (
        <text x="12" y="17">
          ?
        </text>
      )}
    </svg>
  );
}

function outline(kind: CellKind) {
  if (kind === 'late') return <path d="M3 3 H13 L21 11 V21 H3 Z" />;
  if (kind === 'no-session') return <circle cx="12" cy="12" r="2" />;
  return <rect x="3" y="3" width="18" height="18" rx="2" />;
}

/** A shape as the places where its lines begin, and how each goes on from there. */
type Drawn = [x: number, y: number, on: string][];
const SQUARE: Drawn = [[5, 3, 'h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-14a2 2 0 0 1 2-2z']];
const OUTLINES: Partial<Record<CellKind, Drawn>> = {
  late: [[3, 3, 'h10l8 8v10h-18z']],
  'no-session': [[10, 12, 'a2 2 0 1 0 4 0a2 2 0 1 0-4 0']],
};
const MARKS: Partial<Record<CellKind, Drawn>> = {
  missed: [
    [8, 8, 'l8 8'],
    [16, 8, 'l-8 8'],
  ],
  excused: [[7, 12, 'h10']],
  paused: [
    [4, 12, 'l8-8'],
    [4, 20, 'l16-16'],
    [12, 20, 'l8-8'],
  ],
  'no-data': [
    [9, 10, 'a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4'],
    [12, 17.5, 'v.5'],
  ],
};
/** From one cell to the next. */
export const CELL_STEP = 26;

/**
 * A whole strip in one drawing, each kind of cell in one or two lines: a list
 * of hundreds of strips has thousands of cells. Decoration, as `CellShape`.
 */
export function StripShape({ kinds }: { kinds: readonly CellKind[] }) {
  const lines = new Map<CellKind, { outline: string; mark: string }>();
  for (const [i, kind] of kinds.entries()) {
    const line = lines.get(kind) ?? { outline: '', mark: '' };
    line.outline += drawn(OUTLINES[kind] ?? SQUARE, i);
    line.mark += drawn(MARKS[kind] ?? [], i);
    lines.set(kind, line);
  }
  const width = Math.max(1, kinds.length) * CELL_STEP;
  return (
    <svg class="cells" viewBox={`0 0 ${width} 24`} style={{ '--cells': kinds.length }} aria-hidden="true">
      {[...lines].map(([kind, { outline, mark }]) => (
        <g key={kind} class={`cells-${kind}`}>
          <path class="outline" d={outline} />
          {mark !== '' && <path class="mark" d={mark} />}
        </g>
      ))}
    </svg>
  );
}

function drawn(shape: Drawn, at: number): string {
  return shape.map(([x, y, on]) => `M${x + at * CELL_STEP} ${y}${on}`).join('');
}

export function Legend() {
  return (
    <ul class="legend" aria-label="What the squares mean">
      {Object.entries(CELL_WORDS).map(([kind, word]) => (
        <li key={kind}>
          <CellShape kind={kind as CellKind} /> {word}
        </li>
      ))}
    </ul>
  );
}
