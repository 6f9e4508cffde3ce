import type { Socket } from 'socket.io-client';
import { audio } from './audio.ts';

let saying: AudioBufferSourceNode | undefined;
let asked = 0;

/** Stops what is being said: it is no longer on the screen. */
export function hush(): void {
  asked++;
  saying?.stop();
  saying = undefined;
}

/**
 * Says what is on the screen, in words the agent makes from the same outcome.
 * @param showing what is on the screen, or `try` for a sample
 * @param after s from now: the sound comes first
 * @returns how long it takes from now, s; 0 when nothing is said
 */
export async function say(
  socket: Socket,
  showing: string,
  language: string,
  volume: number,
  after: number,
): Promise<number> {
  hush();
  const mine = asked;
  const context = audio();
  const at = context.currentTime + after;
  const wav: ArrayBuffer | null = await socket
    .timeout(5_000)
    .emitWithAck('speak', showing, language)
    .catch(() => null);
  if (!wav || mine !== asked) return 0;
  const buffer = await context.decodeAudioData(wav);
  if (mine !== asked) return 0;
  const voice = context.createBufferSource();
  const gain = context.createGain();
  gain.gain.value = volume / 100;
  voice.buffer = buffer;
  voice.connect(gain).connect(context.destination);
  voice.start(Math.max(at, context.currentTime));
  saying = voice;
  return Math.max(at - context.currentTime, 0) + buffer.duration;
}
