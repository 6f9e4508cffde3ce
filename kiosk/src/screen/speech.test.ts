import { describe, expect, it } from 'vitest';
import { Speech } from './speech.ts';
import { languages } from './words/languages.ts';

/** Loudest sample of a 16-bit WAV, and how long it is in s. */
function measure(wav: Uint8Array): { peak: number; seconds: number } {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const rate = view.getUint32(24, true);
  expect(view.getUint16(34, true)).toBe(16);
  // The header says how much follows, and that much does.
  expect(view.getUint32(4, true)).toBe(wav.length - 8);
  expect(view.getUint32(40, true)).toBe(wav.length - 44);
  let peak = 0;
  for (let at = 44; at + 1 < wav.length; at += 2) peak = Math.max(peak, Math.abs(view.getInt16(at, true)));
  return { peak, seconds: (wav.length - 44) / 2 / rate };
}

describe('the voice', () => {
  const speech = new Speech(() => {
    throw new Error('espeak-ng is not installed');
  });
  it.each(Object.values(languages).map((words) => [words.english, words] as const))(
    'says a welcome in %s, and is not silent',
    async (_name, words) => {
      const wav = await speech.say([words.welcome('Mary'), words.visit(5, 12)], words.code);
      const { peak, seconds } = measure(wav!);
      expect(peak).toBeGreaterThan(3000);
      expect(seconds).toBeGreaterThan(1);
      expect(seconds).toBeLessThan(8);
    },
  );
  it('takes what is said as words, never as options or a file', async () => {
    const wav = await speech.say(['-f /etc/passwd --version'], 'en');
    expect(measure(wav!).seconds).toBeGreaterThan(0.5);
  });
  it('is silent, and says why, where the program is not installed', async () => {
    let missing = 0;
    const none = new Speech(() => missing++, 'no-such-program-as-this');
    await expect(none.say(['Welcome'], 'en')).resolves.toBeNull();
    expect(missing).toBe(1);
  });
});
