import { shippedPolicy } from '@tapwell/central/directory/scheme-row';
import type { WaitingView } from '@tapwell/central/paths/wire';
import type { FormsView } from '@tapwell/central/referrals/wire';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import { startRig, type WorkspaceRig } from './rig.ts';

const NARROW = { width: 320, height: 700 };
const DESK = { width: 1280, height: 800 };

describe('referrals', () => {
  let rig: WorkspaceRig;
  let page: Page;
  beforeAll(async () => {
    rig = await startRig({ scheme: shippedPolicy('forest-of-dean') });
  });
  afterAll(() => rig?.close());

  const list = async () =>
    ((await (await rig.api('priya', '/referrals')).json()) as { referrals: WaitingView[] }).referrals;
  const said = (words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

  it('come by the form of a practice that the team lead made, without JavaScript, and wait to be taken', async () => {
    page = await rig.signedIn('tessa', 'referrals');
    await page.getByRole('button', { name: 'Make a form' }).click();
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByText('Name of the practice, pharmacy or team: write something.').first().waitFor();
    await page.getByLabel('Name of the practice').fill('Elm Tree Surgery');
    await page.getByLabel('For practice staff').check();
    await lookedOver(page, 'the dialog for a form');
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await said('Elm Tree Surgery has a form now.');
    const { forms } = (await (await rig.api('amira', '/referral-forms')).json()) as FormsView;
    const context = await page.context().browser()!.newContext({ javaScriptEnabled: false, viewport: NARROW });
    const form = await context.newPage();
    await form.goto(rig.url + forms[0]!.address);
    await form.getByLabel('Your own name').fill('Iris Vale');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('There is a problem').waitFor();
    expect(await form.getByLabel('Your own name').inputValue()).toBe('Iris Vale');
    expect(await form.getByLabel('Their last name').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('a carer').check();
    await form.getByLabel('Their first name').fill('Ada');
    await form.getByLabel('Their last name').fill('Lind');
    await form.getByLabel('Their date of birth').fill('2 3 1951');
    await form.getByLabel('Their phone number').fill('01632 960555');
    await form.locator('input[name=reason]').first().check();
    await form.getByLabel('Yes, they said so').check();
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByRole('heading', { name: 'Thank you, it has arrived' }).waitFor();
    expect(await form.getByText('Ada').count()).toBe(0);
    expect(await context.cookies()).toEqual([]);
    await context.close();
    expect((await list()).filter((line) => line.sentBy === 'Iris Vale')).toMatchObject([
      { name: 'Ada Lind', maybe: [{ name: 'Ada Lind', sameNumber: false }], linkWorker: null },
    ]);
  });

  it('the form can be filled in by everybody: looked over as it is, with faults, closed, and on a phone', async () => {
    const { forms } = (await (await rig.api('tessa', '/referral-forms')).json()) as FormsView;
    page = await rig.signedIn('priya');
    for (const address of [forms[0]!.address, `${forms[0]!.address}/thank-you`, '/refer/never-was']) {
      await page.goto(rig.url + address);
      await lookedOver(page, 'a public page');
    }
    await page.setViewportSize(NARROW);
    await page.goto(rig.url + forms[0]!.address);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('There is a problem').waitFor();
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('nhsuk-error-summary');
    await lookedOver(page, 'the form with faults');
    expect(await fits()).toBe(true);
    await page.setViewportSize(DESK);
  });

  it('staff say who somebody is, take them, and put a referral on record themselves', async () => {
    await page.goto(`${rig.url}/#referrals`);
    await page.getByRole('button', { name: 'Say who Ada Lind is' }).click();
    await page.getByLabel('Somebody new').check();
    await lookedOver(page, 'the question who somebody is');
    await page.getByRole('button', { name: 'Save' }).click();
    await said('Ada Lind is somebody new.');
    const before = (await list()).filter((line) => line.linkWorker === null);
    await page.getByRole('button', { name: 'Take Ada Lind' }).first().click();
    await said('Ada Lind is with you now.');
    expect((await list()).filter((line) => line.linkWorker === null)).toHaveLength(before.length - 1);
    await page.getByRole('button', { name: 'New referral' }).click();
    await page.getByLabel('First name').fill('Noor');
    await page.getByLabel('Last name').fill('Reed');
    await page.getByRole('radio', { name: 'Practice staff' }).check();
    await page.getByLabel('From which practice').fill('Elm Tree Surgery');
    await page.getByLabel('Reason').selectOption({ index: 1 });
    await page.getByLabel('They said so').check();
    await lookedOver(page, 'a new referral');
    await page.getByRole('button', { name: 'Put on record' }).click();
    await said('Noor Reed is with you now.');
    await page.getByRole('link', { name: 'Noor Reed' }).waitFor();
    await lookedOver(page, 'the list');
    await page.setViewportSize(NARROW);
    expect(await fits()).toBe(true);
  });

  it('a closed form says so kindly', async () => {
    page = await rig.signedIn('tessa', 'referrals');
    await page.getByRole('button', { name: 'Close the form of Elm Tree Surgery' }).click();
    await page.getByRole('button', { name: 'Close the form', exact: true }).click();
    await said('The form of Elm Tree Surgery is closed.');
    const { forms } = (await (await rig.api('tessa', '/referral-forms')).json()) as FormsView;
    expect((await fetch(rig.url + forms[0]!.address)).status).toBe(404);
  });
});
