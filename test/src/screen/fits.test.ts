import { languages } from '@tapwell/kiosk/screen/words/languages';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { allStates } from './states.ts';

/** 7 inches across, 10 inches across, and 22 inches upright and across. */
const ALL = Object.keys(languages);
const SCREENS = [
  [800, 480, ALL],
  [1080, 1920, ALL],
  // The longest words, the tallest script.
  [1024, 600, ['pl', 'ur']],
  [1920, 1080, ['pl', 'ur']],
] as const;

/** What of the page lies outside the glass, or was cut off; and text too small to read from two metres. */
function misfits(smallest: number): string[] {
  const found: string[] = [];
  const { innerWidth: width, innerHeight: height } = window;
  for (const element of document.querySelectorAll('main, main *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const box = element.getBoundingClientRect();
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    if (box.width === 0 || element.closest('.unseen')) continue;
    if (!element.closest('svg') && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      found.push(`${name} is cut off by ${element.scrollWidth - element.clientWidth}`);
    }
    if (!text) continue;
    if (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1) {
      found.push(`${name} lies outside: ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
    }
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (size < smallest) found.push(`${name} is only ${size} px`);
  }
  const main = document.querySelector('main')!;
  if (main.scrollHeight > main.clientHeight)
    found.push(`the page is ${main.scrollHeight - main.clientHeight} too tall`);
  return found;
}

describe('nothing is cut off, and all can be read', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  describe.each(SCREENS)('on a screen of %i by %i', (width, height, largest) => {
    let page: Page;
    beforeAll(async () => {
      page = await stage.open({ width, height });
    });
    afterAll(() => page?.close());
    const looks = [...largest.map((code) => [code, true] as const), ['en', false] as const];
    it.each(looks)('in %s, larger text: %s', async (language, larger) => {
      for (const { name, steps } of allStates(language, larger)) {
        for (const state of steps()) {
          await stage.show(page, state);
          if (larger && !state.tap && state.reader === 'ready') await page.locator('.text-size').click();
          expect({ name, misfits: await page.evaluate(misfits, 14) }).toEqual({ name, misfits: [] });
        }
      }
    });
  });
});
