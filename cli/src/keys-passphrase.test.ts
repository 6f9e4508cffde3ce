import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { keysPassphrase, type PassphraseSource } from './keys-passphrase.ts';

/** A terminal with somebody at it, who answers each question with the next of these keystrokes. */
function somebody(...answers: string[]) {
  const events = new EventEmitter();
  const shown: string[] = [];
  const modes: boolean[] = [];
  const terminal = Object.assign(events, {
    isTTY: true,
    setRawMode: (raw: boolean) => void modes.push(raw),
    setEncoding: () => {},
    resume: () => {},
    pause: () => {},
  }) as unknown as PassphraseSource['terminal'];
  const show = (text: string) => {
    shown.push(text);
    // The newline after an answer asks nothing.
    if (text !== '\n') setImmediate(() => events.emit('data', answers.shift() ?? '\u0003'));
  };
  return { source: { environment: {}, terminal, show }, shown, modes, listeners: () => events.listenerCount('data') };
}

describe('the passphrase of the card keys', () => {
  it('is asked for with echo off, and the terminal is given back as it was', async () => {
    const { source, shown, modes, listeners } = somebody('correct horse\r');
    await expect(keysPassphrase({}, source)).resolves.toBe('correct horse');
    expect(shown.join('')).not.toContain('horse');
    expect(modes).toEqual([true, false]);
    expect(listeners()).toBe(0);
  });
  it('may be typed key by key and corrected', async () => {
    const { source } = somebody('correct horsx\u007fe\n');
    await expect(keysPassphrase({}, source)).resolves.toBe('correct horse');
  });
  it('is asked for twice when it is new, and refused when the two differ', async () => {
    await expect(keysPassphrase({ fresh: true }, somebody('correct horse\r', 'correct horse\r').source)).resolves.toBe(
      'correct horse',
    );
    const differing = somebody('correct horse\r', 'correct house\r').source;
    await expect(keysPassphrase({ fresh: true }, differing)).rejects.toThrow(/differ/);
  });
  it.each(['\u0003', '\u0004'])('is given up at Ctrl-C or Ctrl-D, with the terminal given back', async (key) => {
    const { source, modes } = somebody(`half${key}`);
    await expect(keysPassphrase({}, source)).rejects.toThrow('Stopped. Nothing was changed.');
    expect(modes).toEqual([true, false]);
  });
  it('comes from the environment without asking, and must be long enough from either', async () => {
    const { source, shown } = somebody('short\r');
    const environment = { TAPWELL_KEYS_PASSPHRASE: 'correct horse' };
    await expect(keysPassphrase({ fresh: true }, { ...source, environment })).resolves.toBe('correct horse');
    expect(shown).toEqual([]);
    await expect(keysPassphrase({}, source)).rejects.toThrow(/at least 8 characters/);
  });
});
