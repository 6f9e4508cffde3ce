import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver, misfits } from './looked-over.ts';
import { type Rig, startRig } from './rig.ts';

/** Presses Tab until something has focus: what cannot be reached so cannot be used without a mouse. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}

async function pressKey(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** In a dialog that has just opened: a field with this label gets these words. */
async function type(page: Page, label: string, words: string): Promise<void> {
  await tabTo(page, page.getByRole('dialog').getByLabel(label));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(words);
}

/** Once a dialog that has just changed has given focus to its field. */
const fieldHasFocus = (page: Page) => page.getByRole('dialog').locator('input:focus, textarea:focus').waitFor();

/** In a dialog that has just changed: words for the field that has focus by itself. */
async function typeAtOnce(page: Page, words: string): Promise<void> {
  await fieldHasFocus(page);
  await page.keyboard.type(words);
}

const dialogGone = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });
const hasFocus = (target: Locator) => target.evaluate((element) => element.contains(document.activeElement));

describe("a volunteer's day on the register, by keyboard alone", () => {
  let rig: Rig;
  let page: Page;
  let other: Page;
  let register: string;
  const session = (of: Page, name: string) => of.getByRole('region', { name: new RegExp(`^${name}, `) });
  const walking = (of: Page) => session(of, 'Walking for Health').first();
  const line = (of: Page, name: string) => walking(of).locator(`.person:has(.person__name:text-is("${name}"))`);
  const named = (of: Page, name: string) => line(of, name).getByRole('button', { name: new RegExp(`^${name}`) });

  beforeAll(async () => {
    rig = await startRig('serial');
    register = rig.demo.file().register;
    page = await rig.open(register);
  });
  afterAll(() => rig?.close());

  it('signs in, told kindly of a wrong password', async () => {
    await page.getByLabel('User name').waitFor();
    await lookedOver(page, 'signed-out');
    await tabTo(page, page.getByLabel('User name'));
    await page.keyboard.type('rosa');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('That user name and password do not match.').waitFor();
    await lookedOver(page, 'wrong-password');
    // The wrong one is selected: typing replaces it.
    await page.keyboard.type(rig.demo.file().staff.find((s) => s.username === 'rosa')!.password);
    await page.keyboard.press('Enter');
    await line(page, 'Mary').waitFor();
    expect(await page.title()).toMatch(/^Today, .* – Register – High Town Community Hub – Tapwell$/);
    expect(await hasFocus(page.getByRole('heading', { level: 1 }))).toBe(true);
    await lookedOver(page, 'running');
    other = await rig.signedIn(register, 'provider');
    await line(other, 'Mary').waitFor();
  });

  it('fits a window 320 pixels wide, as at 400 % zoom', async () => {
    await page.setViewportSize({ width: 320, height: 256 });
    expect(await misfits(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('sees a tap slide in, and a screen reader hears of it, without losing the place', async () => {
    await tabTo(page, named(page, 'Zofia'));
    await Promise.all([rig.tap('zofia'), line(page, 'Zofia').locator('text=Here since').waitFor()]);
    await page.getByRole('status').filter({ hasText: 'Zofia is here for Walking for Health.' }).waitFor();
    expect(await line(page, 'Zofia').getByText('card', { exact: true }).count()).toBe(1);
    expect(await hasFocus(named(page, 'Zofia'))).toBe(true);
  });

  it('marks as here who forgot the card with one press, and takes it back with one; both can be seen afterwards', async () => {
    await pressKey(page, page.getByRole('button', { name: 'Mark as here: Mary' }));
    await line(page, 'Mary').getByText('by staff').waitFor();
    await line(other, 'Mary').getByText('by staff').waitFor();
    expect(await hasFocus(line(page, 'Mary'))).toBe(true);
    await pressKey(page, page.getByRole('button', { name: 'Undo: Mary' }));
    await line(page, 'Mary').getByText('Expected').waitFor();
    await line(other, 'Mary').getByText('Expected').waitFor();
    await pressKey(page, named(page, 'Mary'));
    const history = page.getByRole('dialog').locator('.history');
    await history.getByText('Marked as here by Rosa Bellini').waitFor();
    await history.getByText('Taken back by Rosa Bellini').waitFor();
    await lookedOver(page, 'person');
    await page.keyboard.press('Escape');
    await dialogGone(page);
    expect(await hasFocus(named(page, 'Mary'))).toBe(true);
  });

  it('says why somebody did not tap, puts the time right, and writes who came along', async () => {
    await pressKey(page, named(page, 'Lorna'));
    const dialog = page.getByRole('dialog');
    await pressKey(page, dialog.getByRole('button', { name: 'Mark as here' }));
    await fieldHasFocus(page);
    await page.keyboard.press('ArrowDown');
    await lookedOver(page, 'mark');
    await pressKey(page, dialog.getByRole('button', { name: 'Mark as here' }));
    await dialogGone(page);
    await line(page, 'Lorna').getByText('by staff').waitFor();

    await pressKey(page, named(page, 'Lorna'));
    await dialog.getByText('Their card did not work').first().waitFor();
    await pressKey(page, dialog.getByRole('button', { name: 'Came at another time' }));
    await pressKey(page, dialog.getByRole('button', { name: 'Save the time' }));
    await dialogGone(page);
    await pressKey(page, named(page, 'Lorna'));
    await dialog.locator('.history').getByText('Arrival put right to').waitFor();
    await pressKey(page, dialog.getByRole('button', { name: 'Someone came along' }));
    await pressKey(page, dialog.getByRole('button', { name: 'Save' }));
    await dialog.getByText('Write who came along.').waitFor();
    expect(await dialog.getByLabel('Who came along?').getAttribute('aria-invalid')).toBe('true');
    await lookedOver(page, 'nobody-named');
    await typeAtOnce(page, 'Priya');
    await page.keyboard.press('Enter');
    await dialogGone(page);
    await line(other, 'Lorna').getByText('with Priya').waitFor();
  });

  it('excuses somebody', async () => {
    await pressKey(page, named(page, 'Alan'));
    await pressKey(page, page.getByRole('dialog').getByRole('button', { name: 'Excused' }));
    await typeAtOnce(page, 'On holiday');
    await page.keyboard.press('Enter');
    await dialogGone(page);
    await line(other, 'Alan').getByText('Excused').waitFor();
  });

  it('adds somebody by a part of the name', async () => {
    await pressKey(page, walking(page).getByRole('button', { name: /^Add someone/ }));
    await type(page, 'Name or card number', 'shirl');
    await page.getByText('1 person found.').waitFor();
    await lookedOver(page, 'add');
    await pressKey(page, page.getByRole('dialog').getByRole('button', { name: 'Mark as here: Shirley' }));
    await dialogGone(page);
    await line(other, 'Shirley').getByText('by staff').waitFor();
  });

  it('puts a drop-in on a list with one press, and settles a card nobody knows', async () => {
    await rig.tap('sunita');
    await rig.tap('bus-pass');
    const unplaced = page.getByRole('region', { name: 'Here, but on no list' });
    await unplaced.getByText('A card we do not know').waitFor();
    await lookedOver(page, 'unplaced');
    await pressKey(page, unplaced.getByRole('button', { name: /^Put on Walking for Health.*Sunita/ }));
    await line(page, 'Sunita').getByText('Here since').waitFor();

    await pressKey(page, unplaced.getByRole('button', { name: /^Put on a list/ }));
    await page.getByText('Whose card is it?').waitFor();
    await lookedOver(page, 'whose-card');
    await page.keyboard.press('Escape');
    await pressKey(page, unplaced.getByRole('button', { name: /^Not ours/ }));
    const dialog = page.getByRole('dialog');
    await pressKey(page, dialog.getByRole('button', { name: 'Take off this list' }));
    await dialog.getByText('Say why in a few words.').waitFor();
    await lookedOver(page, 'dismiss');
    await typeAtOnce(page, 'A bus pass by mistake');
    await page.keyboard.press('Enter');
    await unplaced.waitFor({ state: 'detached' });
  });

  it('a copied card of somebody who is here asks for a look, and puts nobody on a list', async () => {
    await pressKey(page, page.getByRole('button', { name: 'Mark as here: Mary' }));
    await line(page, 'Mary').getByText('by staff').waitFor();
    await rig.tap('forged');
    const look = page.getByRole('region', { name: 'On the list, but look at their card' });
    await look.getByText('card could not prove itself').waitFor();
    expect(await look.getByRole('button').count()).toBe(1);
    await lookedOver(page, 'look-at');
    await pressKey(page, look.getByRole('button', { name: /^All right/ }));
    await type(page, 'What was it about the card?', 'An old card, taken in');
    await page.keyboard.press('Enter');
    await look.waitFor({ state: 'detached' });
    expect(await line(page, 'Mary').getByText('by staff').count()).toBe(1);
  });

  it('cancels the other session with a reason, and counts guests at this one', async () => {
    const singing = session(page, 'Sing for Joy').first();
    await pressKey(page, singing.getByRole('button', { name: /^Did it run/ }));
    const dialog = page.getByRole('dialog');
    await tabTo(page, dialog.getByLabel(/^As planned/));
    await page.keyboard.press('ArrowUp');
    await pressKey(page, dialog.getByRole('button', { name: 'Save' }));
    await dialog.getByText('Say why in a few words.').waitFor();
    await lookedOver(page, 'cancel');
    await typeAtOnce(page, 'The hall is flooded');
    await page.keyboard.press('Enter');
    await dialogGone(page);
    await session(other, 'Sing for Joy').first().getByText('The hall is flooded').waitFor();

    await pressKey(page, walking(page).getByRole('button', { name: /^Guests/ }));
    await pressKey(page, dialog.getByRole('button', { name: 'One more' }));
    await page.keyboard.press('Enter');
    await lookedOver(page, 'guests');
    await pressKey(page, dialog.getByRole('button', { name: 'Save' }));
    await dialogGone(page);
    await walking(other).getByText('and 2 guests').waitFor();
  });

  it('prints a sheet with a column to sign in, also an empty one for a day by hand', async () => {
    // A browser without a person prints nothing: what it would have printed is kept.
    await page.evaluate(() => {
      window.print = () => {
        document.body.dataset.printed = document.querySelector<HTMLElement>('.sheet')?.textContent ?? '';
      };
    });
    await pressKey(page, page.getByRole('button', { name: 'Print a sheet to sign by hand' }));
    const printed = await page
      .waitForFunction(() => document.body.dataset.printed)
      .then((handle) => handle.jsonValue());
    expect(printed).toContain('Signature');
    expect(printed).toContain('Mary');
    expect(printed).not.toContain('by staff');

    await page.emulateMedia({ media: 'print' });
    await page.locator('.sheet').first().waitFor();
    expect(await page.locator('.sheet th.sheet__sign:visible').count()).toBeGreaterThanOrEqual(2);
    expect(await page.locator('.session:visible, button:visible').count()).toBe(0);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const sessions = await page.locator('.sheet section').count();
    expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeGreaterThanOrEqual(sessions);
    await page.emulateMedia({ media: 'screen' });
  });

  it('saves the day as a table', async () => {
    const link = page.getByRole('link', { name: 'Save as a table (CSV)' });
    await tabTo(page, link);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toMatch(/^register-\d{4}-\d\d-\d\d\.csv$/);
    const table = await readFile(await download.path(), 'utf8');
    expect(table.split('\r\n').find((row) => row.includes('"Lorna"'))).toContain('"by staff"');
  });

  it('looks back at another day and comes home', async () => {
    const before = page.getByRole('button', { name: /^Day before/ });
    await pressKey(page, before);
    await page.getByRole('heading', { name: /Yesterday, / }).waitFor();
    await tabTo(page, before);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Today' }).waitFor();
    await lookedOver(page, 'past-day');
    await page.goto(`${register}/?day=2030-01-01`);
    await page.getByText('This page could not be loaded').waitFor();
    await lookedOver(page, 'no-such-day');
    await pressKey(page, page.getByRole('link', { name: 'Go to today' }));
    await page.getByRole('heading', { name: /Today, / }).waitFor();
    await pressKey(page, page.getByRole('button', { name: 'Add an extra session' }));
    await lookedOver(page, 'extra');
    await page.keyboard.press('Escape');
  });

  it('says that the hub is away, saves nothing behind anybody’s back, and offers the press again once', async () => {
    await rig.demo.stopPart('hub');
    await page.getByText(/^Not up to date since \d\d:\d\d\./).waitFor();
    await pressKey(page, page.getByRole('button', { name: 'Mark as here: Stanley' }));
    await page.getByText('Stanley: mark as here').waitFor();
    await lookedOver(page, 'offline');
    await rig.demo.startPart('hub');
    await page.getByText(/^Not up to date/).waitFor({ state: 'detached' });
    expect(await line(page, 'Stanley').getByText('Expected').count()).toBe(1);
    await pressKey(page, page.getByRole('button', { name: /^Try again: Stanley/ }));
    await line(page, 'Stanley').getByText('by staff').waitFor();
    await page.getByText('Not saved:').waitFor({ state: 'detached' });
    await line(other, 'Stanley').getByText('by staff').waitFor();
  });

  it('signs out, and nothing stays on the screen', async () => {
    await pressKey(page, page.getByRole('button', { name: 'Sign out' }));
    await page.getByLabel('User name').waitFor();
    expect(await page.getByText('Mary').count()).toBe(0);
  });

  it('ends; an administrator, who sees nobody’s name, connects and disconnects kiosks', async () => {
    page = await rig.signedIn(register, 'administrator');
    await page.waitForURL('**/hub');
    const kiosk = page.locator('[data-kiosk]').filter({ hasText: 'Front door' });
    await kiosk.getByText('Working.').waitFor();
    expect(await page.getByRole('link', { name: 'Register' }).count()).toBe(0);
    await lookedOver(page, 'hub');

    await rig.faults({ unplugged: true });
    await kiosk.getByText('Working.').waitFor({ state: 'detached' });
    await lookedOver(page, 'hub-trouble');

    await pressKey(page, page.getByRole('button', { name: 'Connect a kiosk' }));
    await pressKey(page, page.getByRole('button', { name: 'Make a code' }));
    await page.getByText('Type this code at the kiosk:').waitFor();
    expect(await page.locator('.code').textContent()).toMatch(/^[A-Z0-9-]{6,}$/);
    await lookedOver(page, 'pairing-code');
    await page.keyboard.press('Escape');

    await pressKey(page, page.getByRole('button', { name: 'Disconnect Front door' }));
    await page.getByText('This hub no longer listens to it.').waitFor();
    await lookedOver(page, 'disconnect');
    await pressKey(page, page.getByRole('button', { name: 'Disconnect it' }));
    await page.getByText('No kiosk is connected yet.').waitFor();
  });
});
