import type { Outcome } from '@tapwell/shared/tap/outcome';
import { audio } from './audio.ts';

export type SoundName =
  | 'done'
  | 'already'
  | 'goodbye'
  | 'together'
  | 'told'
  | 'saved'
  | 'choose'
  | 'word'
  | 'see-staff'
  | 'hold';

/** Start s, length s, frequency Hz. */
type Tone = [number, number, number];

/** Different in rhythm as well as in pitch: some people hear only one of the two. */
export const TONES: Record<SoundName, Tone[]> = {
  // Two rising: you may go in.
  done: [
    [0, 0.12, 660],
    [0.13, 0.22, 880],
  ],
  // Two knocks, and the same rise.
  already: [
    [0, 0.08, 784],
    [0.11, 0.08, 784],
    [0.22, 0.2, 1047],
  ],
  // Three falling: home again.
  goodbye: [
    [0, 0.15, 880],
    [0.18, 0.15, 660],
    [0.36, 0.3, 523],
  ],
  // Four climbing together.
  together: [
    [0, 0.1, 523],
    [0.12, 0.1, 659],
    [0.24, 0.1, 784],
    [0.36, 0.25, 1047],
  ],
  told: [
    [0, 0.12, 698],
    [0.2, 0.12, 587],
    [0.4, 0.25, 698],
  ],
  saved: [
    [0, 0.3, 587],
    [0.42, 0.12, 784],
  ],
  // One, soft.
  choose: [[0, 0.35, 523]],
  // The welcome first, then a low one.
  word: [
    [0, 0.12, 660],
    [0.13, 0.12, 880],
    [0.45, 0.4, 330],
  ],
  // Two equal, low.
  'see-staff': [
    [0, 0.25, 262],
    [0.35, 0.25, 262],
  ],
  // A tick, repeated.
  hold: [
    [0, 0.05, 1000],
    [0.15, 0.05, 1000],
    [0.3, 0.05, 1000],
    [0.45, 0.05, 1000],
  ],
};

const SOUNDS: Record<Outcome['outcome'], SoundName> = {
  'checked-in': 'done',
  'already-checked-in': 'already',
  'checked-out': 'goodbye',
  'companion-recorded': 'together',
  'drop-in': 'told',
  'saved-offline': 'saved',
  'choose-session': 'choose',
  'prescription-ended': 'word',
  // One for all three: nobody near may hear what is wrong with a card.
  'card-not-recognised': 'see-staff',
  'card-blocked': 'see-staff',
  'card-suspect': 'see-staff',
  'hold-card-longer': 'hold',
};

/** Which sound an outcome has. */
export function soundOf(outcome: Outcome['outcome']): SoundName {
  return SOUNDS[outcome];
}

/** How long a sound lasts, s. */
export function lengthOf(name: SoundName): number {
  const [start, length] = TONES[name].at(-1)!;
  return start + length;
}

/**
 * Plays a sound now.
 * @param volume 0 to 100
 */
export function play(name: SoundName, volume: number): void {
  if (volume === 0) return;
  const context = audio();
  const now = context.currentTime;
  const loud = (volume / 100) * (name === 'choose' ? 0.3 : 0.5);
  for (const [start, length, frequency] of TONES[name]) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = frequency;
    // Soft edges: a tone cut off hard clicks.
    gain.gain.setValueAtTime(0, now + start);
    gain.gain.linearRampToValueAtTime(loud, now + start + 0.015);
    gain.gain.setValueAtTime(loud, now + start + length - 0.03);
    gain.gain.linearRampToValueAtTime(0, now + start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(now + start);
    tone.stop(now + start + length);
  }
}
