/** Drawings of the patient screen. All are decoration: the words beside them say the same. */

export function Tick() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" />
      <path d="M28 52 L44 68 L74 34" />
    </svg>
  );
}

/** Two people: see a member of staff. */
export function People() {
  return (
    <svg class="sign sign--people" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="34" cy="34" r="14" />
      <path d="M10 84 C10 60 58 60 58 84 Z" />
      <circle cx="70" cy="38" r="11" />
      <path d="M62 84 C62 70 58 64 54 62 C66 54 92 60 92 84 Z" />
    </svg>
  );
}

/** A card held still on a reader. */
export function HoldCard() {
  return (
    <svg class="sign sign--hold" viewBox="0 0 100 100" aria-hidden="true">
      <rect class="reader" x="14" y="64" width="72" height="22" rx="6" />
      <rect class="card" x="24" y="36" width="52" height="32" rx="5" />
      <path class="waves" d="M38 28 q12 -12 24 0 M32 20 q18 -18 36 0" />
    </svg>
  );
}

export function Question() {
  return (
    <svg class="sign sign--choose" viewBox="0 0 100 100" aria-hidden="true">
      <rect x="8" y="14" width="84" height="32" rx="8" />
      <rect x="8" y="54" width="84" height="32" rx="8" />
    </svg>
  );
}

/** The moving hint of the idle screen: a card comes to the reader. */
export function CardMeetsReader() {
  return (
    <svg class="hint" viewBox="0 0 300 200" aria-hidden="true">
      <rect class="reader" x="60" y="128" width="180" height="52" rx="14" />
      <path class="waves" d="M130 108 q20 -18 40 0 M118 94 q32 -30 64 0" />
      <g class="card">
        <rect x="96" y="20" width="108" height="68" rx="9" />
        <rect class="chip" x="110" y="38" width="22" height="17" rx="3" />
        <path class="stripe" d="M110 70 h60" />
      </g>
    </svg>
  );
}

/** Twelve dots filled to five. */
export function Dots({ filled, of }: { filled: number; of: number }) {
  return (
    <div class="dots" aria-hidden="true">
      {Array.from({ length: Math.min(of, 30) }, (_, i) => (
        <span key={i} class={i < filled ? 'dot dot--full' : 'dot'} />
      ))}
    </div>
  );
}
