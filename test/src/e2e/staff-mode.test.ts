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

  await Promise.all([lay('mary'), kiosk.getByText('A genuine Tapwell card.').waitFor()]);
  await kiosk.getByText('It is Mary’s card.').waitFor();
  await Promise.all([lay('grace'), kiosk.getByText('A card known by its number only').waitFor()]);
  await Promise.all([lay('kofi'), kiosk.getByText('It was reported lost, and is blocked.').waitFor()]);
  await Promise.all([lay('forged'), kiosk.getByText('This card is not genuine').waitFor()]);
  const { violations } = await new AxeBuilder({ page: kiosk }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map((v) => v.id)).toEqual([]);

  await kiosk.getByRole('button', { name: 'Back to patients' }).click();
  await kiosk.locator('[data-screen=idle]').waitFor();
  expect(await rig.tap('mary')).toMatchObject({ outcome: 'checked-in', visit: 5 });
});
