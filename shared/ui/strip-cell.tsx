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
