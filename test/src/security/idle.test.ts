import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../e2e/rig.ts';
import { PASSWORD, type Rig, startRig } from '../issuing/rig.ts';

const MINUTE = 60_000;

describe('somebody who walks away from the workspace', () => {
  let browser: Browser;
  let rig: Rig;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    rig = await startRig();
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.close();
  });
  beforeEach(async () => {
    await rig.db.deleteFrom('staff_session').execute();
    page = await (await browser.newContext()).newPage();
    await page.clock.install();
    await page.goto(`${rig.central}/#person/rx-mary`);
    await signIn();
  });

  async function signIn(): Promise<void> {
    await page.getByLabel('User name').fill('priya');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Cards' }).waitFor();
  }
  /** As if so many minutes were left to do something in. */
  const minutesLeft = (minutes: number) =>
    rig.db
      .updateTable('staff_session')
      .set({ idle_at: new Date(Date.now() + minutes * MINUTE).toISOString() })
      .execute();
  const left = async () => {
    const { idle_at } = await rig.db.selectFrom('staff_session').select('idle_at').executeTakeFirstOrThrow();
    return (Date.parse(idle_at) - Date.now()) / MINUTE;
  };

  it('is kept signed in by reading and pressing keys, and not by what the page fetches by itself', async () => {
    expect(await left()).toBeGreaterThan(29);
    await minutesLeft(10);
    const refreshed = page.waitForResponse((answer) => answer.url().includes('/api/prescriptions'));
    await page.clock.runFor(61_000);
    expect((await refreshed).status()).toBe(200);
    expect(await left()).toBeLessThan(10.1);
    await page.keyboard.press('Tab');
    await expect.poll(left).toBeGreaterThan(29);
  });
  it('is told why when they come back, and goes on where they were', async () => {
    await minutesLeft(-1);
    await page.reload();
    await page.getByText('You were signed out because nobody used this page for 30 minutes.').waitFor();
    expect(await page.getByText('Mary').count()).toBe(0);
    await signIn();
    expect(new URL(page.url()).hash).toBe('#person/rx-mary');
    await page.getByText('Mary').first().waitFor();
  });
});
