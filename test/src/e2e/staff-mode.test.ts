import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('serial');
});
afterAll(() => rig?.close());

const signIn = async (kiosk: Page, password: string) => {
  await kiosk.getByRole('button', { name: /^For staff/ }).click();
  await kiosk.getByLabel('User name').fill('rosa');
  await kiosk.getByLabel('Password').fill(password);
  await kiosk.getByRole('button', { name: 'Sign in' }).click();
};

it('staff check in somebody without a card, with the reader down, and the register shows them', async () => {
  const { screen, register, staff } = rig.demo.file();
  await rig.faults({ unplugged: true });
  const kiosk = await rig.open(screen);
  await kiosk.getByText('The card reader is not ready. Please see a member of staff.').waitFor();
  await signIn(kiosk, staff[0]!.password);
  await kiosk.getByRole('heading', { name: 'Check in without a card' }).waitFor();
  await kiosk.getByLabel('Card reader not working').check();
  await kiosk.getByRole('button', { name: 'Mark Zofia as here, Walking for Health' }).click();
  await kiosk.getByText('Zofia is checked in. Visit 1 of 12.').waitFor();
  await kiosk.locator('.people li:has-text("Zofia"):has-text("✓ here")').waitFor();
  const provider = await rig.signedIn(register, 'provider');
  await provider.locator('.person:has-text("Zofia"):has-text("Here since")').waitFor();
  await rig.faults({ unplugged: false });
  await kiosk.getByRole('button', { name: 'Back to patients' }).click();
  await kiosk.locator('[data-screen=idle]').waitFor();
});

it('staff test cards at the kiosk after signing in, and nobody is checked in by it', async () => {
  const { screen, cards, staff } = rig.demo.file();
  const kiosk = await rig.open(screen);
  const lay = (card: string) =>
    fetch(`${cards}/api/taps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card, dwellMs: 300 }),
    });
  await signIn(kiosk, 'not the password');
  await kiosk.getByText('That user name and password do not match.').waitFor();
  await kiosk.getByLabel('Password').fill(staff[0]!.password);
  await kiosk.getByRole('button', { name: 'Sign in' }).click();
  await kiosk.getByRole('heading', { name: 'Staff: Rosa Bellini' }).waitFor();

  const test = async (card: string, verdict: string) => {
    await kiosk.getByRole('button', { name: 'Test one card' }).click();
    await kiosk.getByText('Lay one card on the reader now.').waitFor();
    await Promise.all([lay(card), kiosk.getByText(verdict).waitFor()]);
  };
  await test('mary', 'A genuine Tapwell card.');
  await kiosk.getByText('It is Mary’s card.').waitFor();
  await test('grace', 'A card known by its number only');
  await test('kofi', 'It was reported lost, and is blocked.');
  await test('forged', 'This card is not genuine');
  const { violations } = await new AxeBuilder({ page: kiosk }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map((v) => v.id)).toEqual([]);

  await kiosk.getByRole('button', { name: 'Back to patients' }).click();
  await kiosk.locator('[data-screen=idle]').waitFor();
  expect(await rig.tap('mary')).toMatchObject({ outcome: 'checked-in', visit: 5 });
});

it('staff mode left open takes no tap from a patient: they are checked in, see it, and staff find their page as it was', async () => {
  const { screen, staff } = rig.demo.file();
  const kiosk = await rig.open(screen);
  await signIn(kiosk, staff[0]!.password);
  await kiosk.getByLabel('Card reader not working').check();
  expect(await rig.tap('mary')).toMatchObject({ outcome: 'already-checked-in' });
  await kiosk.locator('main[data-outcome=already-checked-in]').waitFor();
  expect(await kiosk.getByText('Mary’s card').count()).toBe(0);
  await kiosk.locator('[data-screen=staff]').waitFor();
  expect(await kiosk.getByLabel('Card reader not working').isChecked()).toBe(true);
  await kiosk.getByRole('button', { name: 'Back to patients' }).click();
});
