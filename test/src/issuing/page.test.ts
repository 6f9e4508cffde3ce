import { openReader, type RunningDesk, signIn, startDesk } from '@tapwell/kiosk/desk/main';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { violations } from '../e2e/looked-over.ts';
import { launchChromium } from '../e2e/rig.ts';
import { type InWallet, PASSWORD, type Rig, startRig } from './rig.ts';

/** A folder to leave pictures of each step in, for people. */
const PICTURES = process.env.TAPWELL_TEST_PICTURES;

/** Some thirty exchanges with the card, each through several processes that may all be waiting for a core. */
const WRITTEN_MS = 90_000;

describe('cards in the link worker’s workspace', () => {
  let browser: Browser;
  let rig: Rig;
  let desk: RunningDesk | undefined;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    rig = await startRig();
    const context = await browser.newContext({ viewport: { width: 1024, height: 900 }, timezoneId: 'Europe/London' });
    page = await context.newPage();
    await page.goto(`${rig.central}/#person/rx-mary`);
    await page.getByLabel('User name').fill('priya');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Cards' }).waitFor();
  });
  afterEach(async () => {
    await page?.context().close();
    await desk?.stop();
    desk = undefined;
    await rig.close();
  });

  async function connectDesk(): Promise<void> {
    const session = await signIn(rig.central, 'priya', PASSWORD);
    const quiet = { reader: () => {}, progress: () => {}, central: () => {} };
    desk = startDesk(session, openReader(rig.reader), quiet);
    await page.getByRole('button', { name: 'Issue a card' }).waitFor();
  }

  /** Lays the card down until the page says so; again where it asks for that. */
  async function layUntil(card: InWallet, done: string): Promise<void> {
    await rig.sim.place(card);
    await expect
      .poll(
        async () => {
          const again = page.locator('[data-step=again]');
          if ((await again.count()) > 0) {
            await rig.layAgain(card);
            await again.waitFor({ state: 'detached' });
          }
          return page.getByText(done).count();
        },
        { timeout: WRITTEN_MS },
      )
      .toBe(1);
  }

  const step = (name: string) => page.locator(`[data-step=${name}]`).waitFor();
  const states = async () => (await rig.rosterCards()).map((card) => card.state).sort();

  /** What axe finds against WCAG 2.2 AA; nothing is a pass. */
  async function accessible(name: string): Promise<void> {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
    expect(await violations(page)).toEqual([]);
  }

  it('without a reader it says how to connect one', async () => {
    await page.getByText('connect a card reader to this computer').waitFor();
    expect(await page.getByRole('button', { name: 'Issue a card' }).count()).toBe(0);
    await accessible('no-reader');
  });

  it('with the keyboard alone a card is issued, replaced, blocked and unblocked', async () => {
    await connectDesk();
    await accessible('no-card');
    await page.getByRole('button', { name: 'Issue a card' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Lay a blank card on the reader.').waitFor();
    await accessible('waiting');
    await layUntil('blank', 'The card is ready.');
    await accessible('done');
    await rig.sim.remove();
    await page.keyboard.press('Escape');
    await page.locator('.cards__state--active').waitFor();
    expect(await states()).toEqual(['active']);
    await accessible('one-card');

    await page.getByRole('button', { name: /^Replace/ }).focus();
    await page.keyboard.press('Enter');
    await step('first');
    await accessible('replace-first');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await step('waiting');
    await layUntil('second', 'The old one no longer works.');
    await rig.sim.remove();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.cards__state--replaced').waitFor();
    expect(await states()).toEqual(['active', 'replaced']);

    for (const [button, state] of [
      ['Block', 'blocked'],
      ['Unblock', 'active'],
    ]) {
      await page.getByRole('button', { name: new RegExp(`^${button}`) }).click();
      await page.getByRole('dialog').getByText('at every venue within seconds').waitFor();
      if (button === 'Block') await accessible('block');
      await page.getByRole('button', { name: `${button} the card`, exact: true }).click();
      await page.locator(`.cards__state--${state}`).waitFor();
      expect(await states()).toEqual([state, 'replaced']);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await accessible('phone');
  });

  it('says why a card cannot be made, and tries again', async () => {
    await connectDesk();
    await page.getByRole('button', { name: 'Issue a card' }).click();
    await step('waiting');
    await rig.sim.place('library');
    await page.getByText('it is not an NTAG 424 DNA').waitFor();
    await accessible('refused');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Lift it off').waitFor();
    await rig.sim.remove();
    await rig.sim.faults({ pullAwayAfter: 20 });
    await rig.sim.place('blank');
    await page.getByText('The card was taken away too soon.').waitFor();
    await accessible('again');
    await rig.sim.faults({ pullAwayAfter: null });
    await rig.sim.remove();
    await layUntil('blank', 'The card is ready.');
    await rig.sim.remove();
  });

  it('a dialog that is closed lets go of the reader', async () => {
    await connectDesk();
    await page.getByRole('button', { name: 'Issue a card' }).click();
    await step('waiting');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Register a card they have' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Lay the card to register on the reader.').waitFor();
    await rig.sim.place('library');
    await page.getByText('The card is registered.').waitFor();
    await rig.sim.remove();
    await desk?.stop();
    desk = undefined;
    await page.keyboard.press('Escape');
    await page.getByText('Other card (low assurance)').waitFor();
    await page.getByText('connect a card reader to this computer').waitFor();
  });
});
