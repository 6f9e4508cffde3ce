import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../e2e/looked-over.ts';
import { type Stage, setStage } from './stage.ts';
import { allStates, IDLE, OUTCOMES, STAFF, showing } from './states.ts';

describe('the patient screen', () => {
  let stage: Stage;
  let page: Page;
  const pressed: string[] = [];
  beforeAll(async () => {
    stage = await setStage({ choose: (_tapId, sessionId) => void pressed.push(sessionId) });
    page = await stage.open({ width: 800, height: 480 });
  });
  afterAll(() => stage?.close());

  it.each([
    ['en', false],
    ['ur', true],
  ])('has in no state a WCAG 2.2 AA violation that axe can find (%s, larger text: %s)', async (language, larger) => {
    for (const { name, steps } of allStates(language, larger)) {
      for (const state of steps()) await stage.show(page, state);
      expect({ name, violations: await violations(page) }).toEqual({ name, violations: [] });
      const html = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
      expect(html).toEqual([language, language === 'ur' ? 'rtl' : 'ltr']);
    }
  });
  it('has none in staff mode, nor in the way to it', async () => {
    await stage.show(page, IDLE);
    await page.getByRole('button', { name: /^For staff/ }).click();
    await page.getByLabel('User name').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await stage.showStaff(page, STAFF);
    await page.getByRole('button', { name: 'Mark Zofia as here, Walking for Health' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
  it('tells staff what became of their press where they are looking, and keeps what they typed if nothing did', async () => {
    await stage.showStaff(page, STAFF);
    const number = page.getByLabel('Or by the number on a card');
    await number.fill('04 11 22');
    await page.getByRole('button', { name: 'Check in', exact: true }).click();
    const said = page.getByText('not in this test');
    await said.waitFor();
    const seen = await said.evaluate((line) => {
      const { top, bottom, left } = line.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight && document.elementFromPoint(left + 5, (top + bottom) / 2) === line;
    });
    expect([seen, await number.inputValue()]).toEqual([true, '04 11 22']);
    expect(await violations(page)).toEqual([]);
  });
  it('tells staff which languages nobody has reviewed yet, and patients nothing of it', async () => {
    await stage.showStaff(page, STAFF);
    await page.getByText('Urdu (machine translation, to be reviewed)').waitFor();
    expect(await page.getByText('Welsh', { exact: true }).count()).toBe(1);
    await stage.show(page, IDLE);
    await page.getByRole('button', { name: 'اردو' }).click();
    await page.getByText('اپنا کارڈ یہاں لگائیں').waitFor();
    expect(await page.content()).not.toContain('machine');
  });

  it('is used with the keyboard or one switch alone: language, size, a choice, and changing it', async () => {
    pressed.length = 0;
    await stage.show(page, IDLE);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('English');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Cymraeg');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Tapiwch eich cerdyn' }).waitFor();

    const choosing = showing(OUTCOMES['choose-session']);
    await stage.show(page, choosing);
    await page.getByText('Pa un heddiw').waitFor();
    expect(await focused()).toContain('Walking for Health');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth);
    expect(Number.parseFloat(ring)).toBeGreaterThanOrEqual(2);
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Sing for Joy');
    await page.keyboard.press('Space');
    await expect.poll(() => pressed).toEqual(['choir@2026-06-01T10:30']);

    const chosen = showing({ ...OUTCOMES['checked-in'], chosen: true });
    await stage.show(page, { ...chosen, tap: { ...chosen.tap!, tapId: choosing.tap!.tapId } });
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Nid yr un yma? Dewiswch eto');
    await page.keyboard.press('Enter');
    await page.getByText('Pa un heddiw').waitFor();
  });

  it('goes back to the idle screen by itself, and with it to the language of the venue', async () => {
    await stage.show(page, IDLE);
    await page.getByRole('button', { name: 'Cymraeg' }).click();
    const since = Date.now();
    await stage.show(page, showing(OUTCOMES['saved-offline']));
    await page.getByText("Wedi'i gadw. Diolch.").waitFor();
    await page.getByRole('heading', { name: 'Tap your card' }).waitFor();
    expect(Date.now() - since).toBeGreaterThan(3_500);
    expect(Date.now() - since).toBeLessThan(8_000);
  });
  it('forgets a language that nobody used, and closes a sign-in that nobody typed in, after a minute', async () => {
    const left = await stage.open({ width: 800, height: 480 });
    await left.clock.install();
    await stage.show(left, IDLE);
    await left.getByRole('button', { name: 'Cymraeg' }).click();
    await left.getByRole('button', { name: 'Testun mwy' }).click();
    // The page's clock goes on by itself as well: well before the minute, then well after it.
    await left.clock.fastForward(40_000);
    await left.getByRole('heading', { name: 'Tapiwch eich cerdyn' }).waitFor();
    await left.clock.fastForward(30_000);
    await left.getByRole('heading', { name: 'Tap your card' }).waitFor();
    expect(await left.locator('.larger').count()).toBe(0);

    await left.getByRole('button', { name: /^For staff/ }).click();
    await left.clock.fastForward(40_000);
    await left.getByLabel('User name').fill('ro');
    // The page takes note of it in its next frame.
    await left.clock.runFor(200);
    await left.clock.fastForward(40_000);
    expect(await left.getByLabel('User name').inputValue()).toBe('ro');
    await left.clock.fastForward(30_000);
    await left.getByRole('dialog').waitFor({ state: 'detached' });
    await left.close();
  });
  it('shows a bar that empties, and none where reduced motion is asked for', async () => {
    await stage.show(page, showing(OUTCOMES['drop-in']));
    expect(await page.locator('.time-left').isVisible()).toBe(true);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.locator('.time-left').isVisible()).toBe(false);
    await stage.show(page, showing(OUTCOMES['hold-card-longer']));
    const moving = () => page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length);
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moving()).toBeGreaterThan(0);
  });
  it('draws every script, and no empty boxes', async () => {
    await stage.show(page, IDLE);
    for (const button of await page.locator('.languages button').all()) {
      const drawn = await button.evaluate(glyphsAsMissing);
      expect(drawn).toEqual([]);
    }
  });
});

/** Characters of an element that are drawn exactly as one that no font has. */
function glyphsAsMissing(element: Element): string[] {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 60;
  const ink = canvas.getContext('2d', { willReadFrequently: true })!;
  const drawn = (text: string) => {
    ink.clearRect(0, 0, 60, 60);
    ink.font = `40px ${getComputedStyle(element).fontFamily}`;
    ink.fillText(text, 4, 44);
    return ink.getImageData(0, 0, 60, 60).data.join();
  };
  // A code point that is assigned to nothing, so that no font has it: a box.
  const missing = drawn('\u0378');
  const blank = drawn(' ');
  if (missing === blank) throw new Error('a missing character is drawn as nothing here: this would prove nothing');
  return [...(element.textContent ?? '')].filter((c) => /\p{L}/u.test(c) && [missing, blank].includes(drawn(c)));
}
