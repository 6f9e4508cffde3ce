/** Drawings of the patient screen. All are decoration: the words beside them say the same. */

/** Checked in. */
export function Tick() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" />
      <path d="M28 52 L44 68 L74 34" />
    </svg>
  );
}

/** Already here: two ticks. */
export function TickTwice() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" />
      <path d="M16 52 L30 66 L56 36 M48 62 L52 66 L82 34" />
    </svg>
  );
}

/** Going home: a house with a tick. */
export function Home() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <path class="solid" d="M50 4 L98 46 H86 V94 H14 V46 H2 Z" />
      <path d="M32 60 L45 73 L69 46" />
    </svg>
  );
}

/** Two people who came together, with a tick. */
export function Together() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <g class="solid">
        <circle cx="28" cy="22" r="16" />
        <circle cx="72" cy="22" r="16" />
        <path d="M2 96 C2 30 50 30 50 60 C50 30 98 30 98 96 Z" />
      </g>
      <path d="M34 72 L46 84 L68 60" />
    </svg>
  );
}

/** The team has been told: a speech bubble with a tick. */
export function Told() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <path class="solid" d="M14 6 H86 Q96 6 96 16 V64 Q96 74 86 74 H50 L26 96 V74 H14 Q4 74 4 64 V16 Q4 6 14 6 Z" />
      <path d="M30 40 L44 54 L70 26" />
    </svg>
  );
}

/** Saved: a tick in a box. */
export function Saved() {
  return (
    <svg class="sign sign--done" viewBox="0 0 100 100" aria-hidden="true">
      <rect class="solid" x="6" y="6" width="88" height="88" rx="14" />
      <path d="M28 52 L44 68 L74 34" />
    </svg>
  );
}

/** Have a word: two speech bubbles. */
export function Word() {
  return (
    <svg class="sign sign--people" viewBox="0 0 100 100" aria-hidden="true">
      <path d="M10 6 H58 Q66 6 66 14 V42 Q66 50 58 50 H34 L18 64 V50 H10 Q2 50 2 42 V14 Q2 6 10 6 Z" />
      <path d="M76 36 H90 Q98 36 98 44 V70 Q98 78 90 78 H84 V94 L66 78 H46 Q38 78 38 70 V60 H62 Q76 60 76 46 Z" />
    </svg>
  );
}

/** Two people: see a member of staff. */
export function People() {
  return (
    <svg class="sign sign--people" viewBox="6 10 90 84" aria-hidden="true">
      <circle cx="34" cy="34" r="14" />
      <path d="M10 84 C10 60 58 60 58 84 Z" />
      <circle cx="70" cy="38" r="11" />
      <path d="M62 84 C62 70 58 64 54 62 C66 54 92 60 92 84 Z" />
    </svg>
  );
}

/** The reader rests: crossed out. */
export function ReaderRests() {
  return (
    <svg class="sign sign--people sign--rests" viewBox="8 8 84 84" aria-hidden="true">
      <rect x="14" y="58" width="72" height="28" rx="7" />
      <path class="stroke" d="M36 42 q14 -14 28 0 M28 28 q22 -22 44 0" />
      <path class="cross" d="M12 12 L88 92" />
    </svg>
  );
}

/** A card held still on a reader while time passes. */
export function HoldCard() {
  return (
    <svg class="sign sign--hold" viewBox="8 0 84 96" aria-hidden="true">
      <rect class="reader" x="14" y="70" width="72" height="22" rx="6" />
      <rect class="card" x="24" y="42" width="52" height="32" rx="5" />
      <circle class="dial" cx="50" cy="20" r="14" />
      <circle class="dial dial--time" cx="50" cy="20" r="14" pathLength="100" />
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
    <svg class="hint" viewBox="40 0 220 190" aria-hidden="true">
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

/** More than this are no picture any more. */
const MOST_DOTS = 30;

/** Twelve dots filled to five. */
export function Dots({ filled, of }: { filled: number; of: number }) {
  if (of > MOST_DOTS) return null;
  return (
    <div class="dots" aria-hidden="true">
      {Array.from({ length: of }, (_, i) => (
        <span key={i} class={i < filled ? 'dot dot--full' : 'dot'} />
      ))}
    </div>
  );
}
