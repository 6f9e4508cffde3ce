import type { Outcome } from '@tapwell/shared/tap/outcome';

export type SoundName = 'done' | 'already' | 'saved' | 'choose' | 'see-staff' | 'hold';

/** Tones as [start s, length s, frequency Hz]: different in rhythm as well as in pitch. */
const TONES: Record<SoundName, [number, number, number][]> = {
  done: [
    [0, 0.12, 660],
    [0.13, 0.22, 880],
  ],
  // Of the same family as `done`, two rising tones: all three mean "you may go in".
  already: [
    [0, 0.08, 784],
    [0.09, 0.08, 880],
  ],
  saved: [
    [0, 0.2, 587],
    [0.28, 0.3, 784],
  ],
  choose: [[0, 0.3, 523]],
  'see-staff': [
    [0, 0.25, 262],
    [0.35, 0.25, 262],
  ],
  hold: [
    [0, 0.05, 1000],
    [0.15, 0.05, 1000],
    [0.3, 0.05, 1000],
  ],
};

/** Which sound an outcome has. */
export function soundOf(outcome: Outcome['outcome']): SoundName {
  switch (outcome) {
    case 'checked-in':
    case 'companion-recorded':
      return 'done';
    case 'already-checked-in':
      return 'already';
    case 'checked-out':
    case 'drop-in':
    case 'saved-offline':
      return 'saved';
    case 'choose-session':
      return 'choose';
    case 'hold-card-longer':
      return 'hold';
    case 'prescription-ended':
    case 'card-not-recognised':
    case 'card-blocked':
    case 'card-suspect':
      return 'see-staff';
  }
}

let context: AudioContext | undefined;

/**
 * Plays a sound now. A browser that has not been touched may keep silent; a
 * kiosk is started with autoplay allowed.
 */
export function play(name: SoundName): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  const now = context.currentTime;
  for (const [start, length, frequency] of TONES[name]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    // Soft edges: a tone cut off hard clicks.
    volume.gain.setValueAtTime(0, now + start);
    volume.gain.linearRampToValueAtTime(0.3, now + start + 0.015);
    volume.gain.setValueAtTime(0.3, now + start + length - 0.03);
    volume.gain.linearRampToValueAtTime(0, now + start + length);
    tone.connect(volume).connect(context.destination);
    tone.start(now + start);
    tone.stop(now + start + length);
  }
}
