import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import { PEOPLE } from './people.ts';
import { PASSWORD, startRig, type Who, type WorkspaceRig } from './rig.ts';

let rig: WorkspaceRig;
beforeAll(async () => {
  rig = await startRig();
  // Nobody has heard of the allotment for nine days.
  const silent = `${addDays(rig.today, -9)}T12:00:00.000Z`;
  await rig.db.updateTable('hub').set({ synced_through: silent }).where('id', '=', 'hub-allotment').execute();
  const cover = { id: newId(), linkWorkerId: 'daniel', coveredBy: 'priya', fromOn: rig.today, why: 'Leave' };
  const arranged = await rig.api('daniel', '/covers', { ...cover, untilOn: addDays(rig.today, 3) });
  expect(arranged.status).toBe(201);
});
afterAll(() => rig.close());

/** Goes on with the Tab key until something of this role and name has the focus. */
async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'radio' | 'checkbox' | 'combobox' | 'textbox',
  name: string,
) {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach the ${role} "${name}"`);
}

it('today: one sentence each, what to do, "not now" and a note, by keyboard alone', async () => {
  const page = await rig.signedIn('priya');
  const line = (sentence: string) => page.getByRole('listitem').filter({ hasText: sentence });
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  await line('Ahmed has missed three weeks of Walking for Health.').waitFor();
  await line('We have no data from Long Acre Allotment').waitFor();
  // That is Joan, whom Priya covers for Daniel: of her nothing is claimed.
  expect(await page.getByText(/Joan has/).count()).toBe(0);
  await lookedOver(page, 'workspace-today');

  // The first line is Ben's: the reason is one press away.
  await page.getByText('How we know').first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('No first contact is on record.').waitFor();
  await tabTo(page, 'button', 'Not now');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Not now' }).waitFor();
  await lookedOver(page, 'workspace-not-now');
  await tabTo(page, 'radio', 'Tomorrow');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('Put off: 1').waitFor();
  expect(await line('First contact with Ben').locator('.today__acts >> text=Note').count()).toBe(0);
  const status = page.getByRole('status').filter({ hasText: 'Put off.' });
  expect(await status.evaluate((element) => element === document.activeElement)).toBe(true);
  const snoozed = await rig.db.selectFrom('today_snooze').select(['path_id', 'until_on']).execute();
  expect(snoozed).toEqual([{ path_id: 'path-ben', until_on: addDays(rig.today, 7) }]);

  // Now Ella's is the first.
  await tabTo(page, 'button', 'Note');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Note about Ella Fern' }).waitFor();
  await tabTo(page, 'button', 'Save the note');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Note: write something.').waitFor();
  await lookedOver(page, 'workspace-note-missing');
  await tabTo(page, 'textbox', 'Note');
  await page.keyboard.type('She will ring back on Friday.');
  await tabTo(page, 'button', 'Save the note');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  const notes = await rig.db.selectFrom('path_event').select('body').where('kind', '=', 'contact').execute();
  expect(notes.filter((row) => row.body.includes('She will ring back on Friday.'))).toHaveLength(1);

  // With that her line is settled; the next to be rung is Ahmed.
  await line('Ella').waitFor({ state: 'detached' });
  await tabTo(page, 'link', 'Record a contact');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Record a contact' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#person/path-ahmed');
  await page.context().close();
});

it('a note that is being written stays when its line goes off the list meanwhile', async () => {
  const page = await rig.signedIn('priya');
  const line = page.getByRole('listitem').filter({ hasText: 'Ahmed has missed three weeks' });
  await line.getByRole('button', { name: 'Note' }).click();
  await page.getByLabel('Note', { exact: true }).fill('His daughter is ill');
  const { lines } = (await (await rig.api('priya', '/today')).json()) as { lines: { line: string; pathId: string }[] };
  const ahmeds = lines.find((one) => one.line.startsWith('missed:') && one.pathId === 'path-ahmed')!;
  const put = { id: newId(), pathId: ahmeds.pathId, line: ahmeds.line, untilOn: addDays(rig.today, 1) };

  expect((await rig.api('priya', '/today/put-off', put)).status).toBe(204);
  await line.locator('.today__acts >> text=Note').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('His daughter is ill');
  await page.getByRole('button', { name: 'Save the note' }).click();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  await page.context().close();
});

it('what somebody was typing outlives their sign-in, out of sight, and is for nobody else', async () => {
  const page = await rig.signedIn('priya');
  const note = page.getByLabel('Note', { exact: true });
  const writing = async (words: string) => {
    await page.locator('.today__acts').getByRole('button', { name: 'Note' }).first().click();
    await note.fill(words);
  };
  const isSignedOut = async () => {
    // As by the clock or in another tab: this page hears of it when it asks next.
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save the note' }).click();
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  };
  const signIn = async (who: Who) => {
    await page.getByLabel('User name').fill(who);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await writing('Her son was there');
  // As a swipe on a tablet does: asked first, however often.
  await page.goBack();
  await page.getByRole('heading', { name: 'Stop without saving?' }).waitFor();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Stop without saving?' }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  expect(await note.inputValue()).toBe('Her son was there');

  await isSignedOut();
  await lookedOver(page, 'workspace-signed-out');
  for (let i = 0; i < 4; i++) await page.keyboard.press('Escape');
  await page.goBack().catch(() => null);
  const names = new RegExp(PEOPLE.map(({ given, family }) => `\\b${given}\\b|${family}`).join('|'));
  expect(await page.getByText(names).filter({ visible: true }).count()).toBe(0);
  expect(await note.isVisible()).toBe(false);
  await signIn('priya');
  // What was pressed is done now.
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  const notes = await rig.db.selectFrom('path_event').select('body').where('kind', '=', 'contact').execute();
  expect(notes.filter((row) => row.body.includes('Her son was there'))).toHaveLength(1);

  // Somebody else signs in in this browser while the page is open.
  const priyas = await page.context().cookies();
  await writing('Never as Daniel');
  const daniel = { username: 'daniel', password: PASSWORD };
  expect((await page.request.post(`${rig.url}/api/sign-in`, { data: daniel })).ok()).toBe(true);
  await page.getByRole('button', { name: 'Save the note' }).click();
  await page.getByText('Daniel Reed', { exact: true }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.context().addCookies(priyas);
  await page.reload();
  await page.getByText('Priya Nair', { exact: true }).waitFor();

  await writing('For nobody else');
  await isSignedOut();
  await signIn('daniel');
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  await page.getByText('Daniel Reed', { exact: true }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.content()).not.toMatch(/Mary|For nobody else/);
  const all = await rig.db.selectFrom('path_event').select('body').execute();
  expect(all.filter((row) => /For nobody else|Never as Daniel/.test(row.body))).toEqual([]);
  await page.context().close();
});

it('the caseload: found, narrowed and sorted without a reload, and as it was left on the way back', async () => {
  const page = await rig.signedIn('priya', 'caseload');
  const rows = page.getByRole('row');
  await page.getByText('9 people').waitFor();
  await page.getByText('for Daniel Reed until').waitFor();
  await lookedOver(page, 'workspace-caseload');
  await page.getByLabel('Step').selectOption('Coming');
  await page.getByLabel('Find').fill('walking');
  await page.getByLabel('Needs something').check();
  await page.getByRole('status').filter({ hasText: '1 person of 9' }).waitFor();
  expect(await rows.count()).toBe(2);
  await page.getByRole('link', { name: 'Ahmed Wren' }).click();
  await page.getByRole('heading', { name: /Ahmed Wren/ }).waitFor();
  await page.goBack();
  await page.getByRole('status').filter({ hasText: '1 person of 9' }).waitFor();
  expect(await page.getByLabel('Find').inputValue()).toBe('walking');
  await page.getByLabel('Find').fill('nobody');
  await page.getByRole('button', { name: 'Show everybody' }).click();
  await page.getByText('9 people').waitFor();
  await page.context().close();
});

it('the team: cover and handing over, and whoever covers sees the people at once', async () => {
  const daniels = await rig.signedIn('daniel', 'caseload');
  await daniels.getByText('1 person').waitFor();
  const page = await rig.signedIn('tessa', 'team');
  await page.getByRole('heading', { name: 'Who has whom' }).waitFor();
  await lookedOver(page, 'workspace-team');
  await tabTo(page, 'button', 'Arrange cover');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Arrange cover' }).click();
  await page.getByRole('alert').getByText('Who is away: choose one.').waitFor();
  await lookedOver(page, 'workspace-cover-missing');
  await page.getByLabel('Who is away?').selectOption('Priya Nair');
  await page.getByLabel('Who looks after their people?').selectOption('Daniel Reed');
  await page.getByLabel('Last day').fill(addDays(rig.today, 4));
  await page.getByRole('dialog').getByRole('button', { name: 'Arrange cover' }).click();
  await page.getByText('Daniel Reed covers').waitFor();
  // Daniel's own page is told.
  await daniels.getByText('9 people').waitFor();
  await daniels.getByText('for Priya Nair until').first().waitFor();
  await daniels.context().close();

  await page.getByRole('button', { name: 'Hand over people of Daniel Reed' }).click();
  await page.getByLabel(/Joan Pike/).check();
  await lookedOver(page, 'workspace-hand-over');
  await page.getByLabel('To whom?').selectOption('Priya Nair');
  await page.getByLabel('Why?').fill('Nearer to her');
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
  await page.getByText('One person is with Priya Nair now.').waitFor();
  const joan = await rig.db
    .selectFrom('path')
    .select('link_worker_id')
    .where('id', '=', 'path-joan')
    .executeTakeFirst();
  expect(joan).toEqual({ link_worker_id: 'priya' });
  await page.context().close();
});
