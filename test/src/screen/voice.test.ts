import { Speech } from '@tapwell/kiosk/screen/speech';
import { languages } from '@tapwell/kiosk/screen/words/languages';
import { spoken } from '@tapwell/kiosk/screen/words/spoken';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { IDLE, OUTCOMES, showing } from './states.ts';

declare global {
  interface Window {
    /** Lengths, in s, of what the page gave to the loudspeaker as recorded sound. */
    heard: number[];
    /** How many tones it gave. */
    tones: number;
  }
}

const speaking = (outcome: Outcome, language: string | null = null, volume = 60) => {
  const state = showing(outcome, language);
  return { ...state, settings: { ...IDLE.settings, speech: 'on' as const, volume } };
};

describe('what a patient hears', () => {
  let stage: Stage;
  let page: Page;
  const asked: { showing: string; language: string }[] = [];
  const speech = new Speech(() => {
    throw new Error('espeak-ng is not installed');
  });
  beforeAll(async () => {
    stage = await setStage({
      speak: (what, language) => {
        asked.push({ showing: what, language });
        return speech.say([languages.cy.saved], language);
      },
    });
    page = await stage.open({ width: 800, height: 480 });
    // Stands where the loudspeaker would, and lets everything through.
    await page.addInitScript(() => {
      window.heard = [];
      window.tones = 0;
      const { start } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function (...args) {
        window.heard.push(this.buffer!.duration);
        return start.apply(this, args);
      };
      const beep = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...args) {
        window.tones++;
        return beep.apply(this, args);
      };
    });
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    asked.length = 0;
    await stage.show(page, IDLE);
  });

  it("is the outcome's sound, and then the outcome in the patient's own language, said by a real voice", async () => {
    const state = speaking(OUTCOMES['checked-in'], 'cy');
    await stage.show(page, state);
    await expect.poll(() => page.evaluate(() => window.heard.length)).toBe(1);
    expect(asked).toEqual([{ showing: state.tap!.showing, language: 'cy' }]);
    const [seconds] = await page.evaluate(() => window.heard);
    expect(seconds).toBeGreaterThan(0.5);
    expect(await page.evaluate(() => window.tones)).toBe(2);
  });
  it('is the sound alone where speech is off, and nothing at all at volume 0', async () => {
    await stage.show(page, showing(OUTCOMES['drop-in']));
    await page.getByText('We have told the team you are here.').waitFor();
    expect(await page.evaluate(() => window.tones)).toBe(3);
    expect(asked).toEqual([]);
    await stage.show(page, IDLE);
    await stage.show(page, { ...speaking(OUTCOMES['drop-in'], null, 0) });
    expect(await page.evaluate(() => [window.tones, window.heard.length])).toEqual([0, 0]);
  });
  it.each(Object.entries<Outcome>(OUTCOMES))('is for %s only what stands on the screen', async (_name, outcome) => {
    await stage.show(page, showing(outcome, 'en'));
    const onScreen = await page.locator('main').textContent();
    for (const sentence of spoken(outcome, languages.en, true)) {
      // A choice is heard in one breath; on the screen its time stands below.
      for (const part of sentence.split(/, (?=\d)/)) expect(onScreen).toContain(part);
    }
    const { name } = { name: 'none at all', ...outcome };
    expect(spoken(outcome, languages.en, false).join(' ')).not.toContain(name);
  });
});
