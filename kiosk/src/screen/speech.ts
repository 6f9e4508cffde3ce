import { spawn } from 'node:child_process';
import { isLanguage } from './words/languages.ts';

/** Voices of espeak-ng, by our languages. Where a voice sounds foreign, a foreign voice is better than silence. */
const VOICES = { en: 'en-gb', cy: 'cy', pl: 'pl', ro: 'ro', ur: 'ur', bn: 'bn', pa: 'pa', gu: 'gu' } as const;

/** Slower than the voice's own pace: said once, in a hall. */
const WORDS_PER_MINUTE = '140';
const LONGEST_MS = 5_000;
/** RIFF/WAVE as espeak-ng writes it: one `fmt ` and one `data` chunk. */
const HEADER_BYTES = 44;

/**
 * Says sentences with espeak-ng (Debian package `espeak-ng`). The screen plays
 * what it makes: Chromium's own speech is silent without a speech service, and
 * so the agent needs no sound card and the venue's volume holds for all.
 */
export class Speech {
  readonly #command: string;
  readonly #onMissing: () => void;

  /** @param onMissing hears that the program is not there */
  constructor(onMissing: () => void, command = 'espeak-ng') {
    this.#command = command;
    this.#onMissing = onMissing;
  }

  /** @returns a WAV file; null where it could not be said */
  async say(sentences: string[], language: string): Promise<Uint8Array | null> {
    const voice = isLanguage(language) ? VOICES[language] : VOICES.en;
    // By standard input: a command line is visible to everyone on the machine.
    const args = ['-v', voice, '-s', WORDS_PER_MINUTE, '-b', '1', '--stdout', '--stdin'];
    const child = spawn(this.#command, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: LONGEST_MS });
    const sound: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => sound.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(sentences.join('\n\n').replace(/[\u2066-\u2069]/g, ''));
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => {
        this.#onMissing();
        resolve(null);
      });
      child.once('close', resolve);
    });
    return code === 0 ? withTrueLengths(Buffer.concat(sound)) : null;
  }
}

/** Writing to a pipe, espeak-ng cannot know the lengths its header must give, and writes the largest. */
function withTrueLengths(wav: Buffer): Uint8Array | null {
  if (wav.length <= HEADER_BYTES || wav.toString('latin1', 0, 4) !== 'RIFF') return null;
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - HEADER_BYTES, HEADER_BYTES - 4);
  return wav;
}
