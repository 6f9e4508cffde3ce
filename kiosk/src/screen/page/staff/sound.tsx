import { useState } from 'preact/hooks';
import type { Socket } from 'socket.io-client';
import type { ScreenSettings } from '../../screen-state.ts';
import { wordsIn } from '../../words/languages.ts';
import { say } from '../say.ts';
import { play } from '../sounds.ts';
import { askStaff } from './ask.ts';

const STEP = 10;

/** How loud the kiosk is, and a sample of its sound and voice. */
export function Sound({ socket, settings }: { socket: Socket; settings: ScreenSettings }) {
  const [problem, setProblem] = useState<string>();
  const { volume, speech, languages } = settings;
  const set = async (next: number) => {
    const answer = await askStaff<number>(socket, 'staff-volume', Math.min(100, Math.max(0, next)));
    setProblem('problem' in answer ? answer.problem : undefined);
    play('done', next);
  };
  return (
    <section aria-labelledby="sound-title">
      <h2 id="sound-title">Sound</h2>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p role="status">{volume === 0 ? 'The kiosk is silent.' : `Volume ${volume} of 100.`}</p>
      <div class="row">
        <button type="button" class="plain" disabled={volume === 0} onClick={() => set(volume - STEP)}>
          Quieter
        </button>
        <button type="button" class="plain" disabled={volume === 100} onClick={() => set(volume + STEP)}>
          Louder
        </button>
        <button type="button" class="plain" onClick={() => play('done', volume)}>
          Try the sound
        </button>
      </div>
      {speech === 'off' && <p>Outcomes are not spoken. The setting “speech” turns the voice on.</p>}
      {speech === 'missing' && <p>Outcomes cannot be spoken: the program espeak-ng is not installed.</p>}
      {speech === 'on' && (
        <div class="row">
          {languages
            .map((code) => wordsIn(code))
            .map(({ code, english }) => (
              <button type="button" class="plain" key={code} onClick={() => void say(socket, 'try', code, volume, 0)}>
                Try the voice: {english}
              </button>
            ))}
        </div>
      )}
    </section>
  );
}
