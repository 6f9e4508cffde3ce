import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './looked-over.ts';
import { type Rig, startRig } from './rig.ts';

/** A push takes some hundred milliseconds, five seconds at the most; without one a hub asks again after half a minute. */
const PUSHED_MS = 15_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('serial');
});
afterAll(() => rig?.close());

describe('the virtual cards', () => {
  it('can be tapped with the keyboard alone, and axe finds no WCAG 2.2 AA violation', async () => {
    const wallet = await rig.open(rig.demo.file().cards);
    await wallet.getByRole('button', { name: /Derek/ }).waitFor();
    expect(await violations(wallet)).toEqual([]);
    const kiosk = await rig.open(rig.demo.file().screen);
    await kiosk.locator('[data-screen=idle]').waitFor();
    await wallet.getByRole('button', { name: /Derek/ }).focus();
    await Promise.all([wallet.keyboard.press('Enter'), kiosk.locator('[data-outcome=drop-in]').waitFor()]);
  });
});

describe('staff at the kiosk', () => {
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
    expect(await violations(kiosk)).toEqual([]);

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
});

describe('others at the hall', () => {
  it('who comes along with Mary, who is here, taps a card of their own, and the link worker sees with whom', async () => {
    expect(await rig.tap('sam')).toMatchObject({ outcome: 'companion-recorded', name: 'Sam', with: ['Mary'] });
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
    await worker.getByRole('listitem', { name: /^Week 6.*Tapwell card; came along: Sam\.$/ }).waitFor();
    await worker.getByText('Came along: Sam').first().waitFor();
  });

  it('the administrator whose sign-in the demo prints gets in at the hub', async () => {
    const { register, staff } = rig.demo.file();
    const page = await rig.open(register);
    const { username, password } = staff.find((one) => one.role === 'administrator')!;
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Amira Haddad').waitFor();
    expect(await page.getByText('Mary').count()).toBe(0);
  });
});

describe('a card that is blocked in the workspace', () => {
  const openGwen = async () => {
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Gwen Pritchard' }).click();
    return worker;
  };

  it('works nowhere any more a moment later, and the workspace says so', async () => {
    const worker = await openGwen();
    await worker.getByRole('button', { name: /^Block/ }).click();
    const pressed = performance.now();
    await worker.getByRole('button', { name: 'Block the card', exact: true }).click();
    await worker.getByText('Known at High Town Community Hub.').waitFor({ timeout: PUSHED_MS });
    const ms = performance.now() - pressed;
    console.info(`known at the venue ${Math.round(ms)} ms after the press`);
    expect(await rig.tap('gwen')).toMatchObject({ outcome: 'card-blocked' });
  });

  it('works again as soon as it is unblocked', async () => {
    const worker = await openGwen();
    await worker.getByRole('button', { name: /^Unblock/ }).click();
    await worker.getByRole('button', { name: 'Unblock the card', exact: true }).click();
    await worker.getByText('In use').waitFor({ timeout: PUSHED_MS });
    await expect.poll(() => rig.tap('gwen'), { timeout: PUSHED_MS }).toMatchObject({ outcome: 'checked-in' });
  });

  it('waits for a hub that is away, says so, and reaches it when it is back', async () => {
    await rig.demo.stopPart('hub');
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
    await worker.getByRole('button', { name: /^Block/ }).click();
    await worker.getByRole('button', { name: 'Block the card', exact: true }).click();
    // It asked a moment ago; only after a minute is it called silent.
    await worker.getByText('Known at 0 of 1 venues; High Town Community Hub is being told now.').waitFor();
    await rig.demo.startPart('hub');
    await worker.getByText('Known at High Town Community Hub.').waitFor({ timeout: 20_000 });
    expect(await rig.tap('mary')).toMatchObject({ outcome: 'card-blocked' });
  });
});
