import type { SimulatorState } from './types.ts';

interface Props {
  readonly state: SimulatorState | undefined;
  /** Printed name of the card lying there. */
  readonly lying: string | undefined;
  /** A card was left lying and can be lifted. */
  readonly left: boolean;
  readonly lift: () => void;
}

/** The picture of a reader that cards are carried to, with its state in words. */
export function Reader({ state, lying, left, lift }: Props) {
  const plugged = state?.reader.plugged ?? true;
  return (
    <section class="reader-box" aria-labelledby="reader-title">
      <h2 id="reader-title">Reader</h2>
      <div id="reader" class={`reader${lying ? ' reader-busy' : ''}${plugged ? '' : ' reader-off'}`}>
        <svg viewBox="0 0 200 130" aria-hidden="true" focusable="false">
          <rect x="8" y="8" width="184" height="102" rx="14" class="reader-body" />
          <rect x="46" y="30" width="86" height="54" rx="6" class="reader-card" />
          <path d="M142 46a16 16 0 0 1 0 24M152 40a24 24 0 0 1 0 36M162 34a32 32 0 0 1 0 48" class="reader-waves" />
          <circle cx="26" cy="26" r="5" class="reader-light" />
          <path d="M100 110v18" class="reader-cable" />
        </svg>
      </div>
      <p role="status" class="reader-status">
        {!plugged ? 'The reader is unplugged.' : lying ? `${lying} is on the reader.` : 'No card on the reader.'}
      </p>
      {left && (
        <button type="button" class="action" onClick={lift}>
          Lift the card
        </button>
      )}
      <p class="quiet">{state?.reader.name}</p>
    </section>
  );
}
