import { newId } from '@tapwell/shared/ids';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { beforeEach, describe, expect, it } from 'vitest';
import { Choices } from './choices.ts';
import type { Shown } from './taps.ts';

const greeted: Outcome = { outcome: 'drop-in', name: 'Mary', language: null, largerText: false };

describe('a choice', () => {
  let shown: Shown[];
  let onScreen: string | null | undefined;
  beforeEach(() => {
    shown = [];
  });
  const choices = (ask: (tapId: string, sessionId: string) => Promise<Outcome | undefined>) =>
    new Choices({ ask, onScreen: () => onScreen, show: (s) => shown.push(s) });

  it('is answered with what the hub recorded', async () => {
    const tapId = newId();
    onScreen = tapId;
    await choices(async () => greeted).choose(tapId, 'walk');
    expect(shown).toMatchObject([{ tapId, outcome: greeted }]);
  });
  it('that the hub did not take is never called saved: it is sent to staff', async () => {
    const tapId = newId();
    onScreen = tapId;
    await choices(async () => undefined).choose(tapId, 'walk');
    expect(shown).toMatchObject([{ outcome: { outcome: 'card-not-recognised', code: 'C1' } }]);
  });
  it('does not take the screen from the next person', async () => {
    onScreen = newId();
    await choices(async () => greeted).choose(newId(), 'walk');
    expect(shown).toEqual([]);
  });
  it('comes after the one pressed before it, however long that took', async () => {
    const tapId = newId();
    onScreen = tapId;
    const asked: string[] = [];
    const ask = async (_tap: string, sessionId: string) => {
      if (sessionId === 'slow') await new Promise((done) => setTimeout(done, 30));
      asked.push(sessionId);
      return greeted;
    };
    const both = choices(ask);
    await Promise.all([both.choose(tapId, 'slow'), both.choose(tapId, 'quick')]);
    expect(asked).toEqual(['slow', 'quick']);
  });
});
