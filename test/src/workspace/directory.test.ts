import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import { startRig, type WorkspaceRig } from './rig.ts';

const NARROW = { width: 320, height: 700 };

describe('the directory and imports', () => {
  let rig: WorkspaceRig;
  let page: Page;
  beforeAll(async () => {
    rig = await startRig();
    page = await rig.signedIn('tessa', 'directory');
  });
  afterAll(() => rig?.close());

  const heading = (name: string | RegExp) => page.getByRole('heading', { name, exact: true }).first().waitFor();
  const at = async (hash: string, name: string) => {
    await page.goto(`${rig.url}/#${hash}`);
    await heading(name);
  };
  const press = (key: string) => page.keyboard.press(key);
  /** With the keyboard alone. */
  const to = async (name: string | RegExp, role: 'button' | 'link' | 'textbox' | 'combobox' | 'radio' = 'button') => {
    const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    await target.waitFor();
    for (let i = 0; i < 90; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    throw new Error(`no way to "${name}" by the keyboard`);
  };
  const type = async (label: string, text: string) => {
    await to(label, 'textbox');
    await page.keyboard.type(text);
  };
  const choose = async (label: string, option: string) => {
    await to(label, 'combobox');
    await page.keyboard.type(option);
  };

  it('takes a new activity by keyboard alone, after it has said what is missing', async () => {
    await heading('Directory');
    await lookedOver(page, 'directory');
    await page.setViewportSize({ width: 1280, height: 800 });
    await to('Add an activity', 'link');
    await press('Enter');
    await heading('Add an activity');
    await to('Name', 'textbox');
    await press('Enter');
    const summary = page.getByRole('alert').filter({ hasText: 'Name: write something.' });
    await summary.waitFor();
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
    await lookedOver(page, 'directory-form-faults');
    await page.setViewportSize({ width: 1280, height: 800 });
    await to('Name: write something.');
    await press('Enter');
    await page.keyboard.type('Evening choir');
    await choose('Area', rig.policy.areas[1]!);
    await to('Provider', 'combobox');
    await press('ArrowDown');
    await to('Venue', 'combobox');
    await press('ArrowDown');
    await type('Cost (if you like)', 'Free');
    await choose('Day', 'Thursday');
    // How a clock is typed depends on the browser's language.
    await page.getByLabel('From', { exact: true }).fill('19:00');
    await page.getByLabel('To', { exact: true }).fill('20:30');
    await press('Enter');
    await heading('Evening choir');
    await page.getByText('Thursdays 19:00 to 20:30').waitFor();
    await lookedOver(page, 'directory-activity');
    const { activities } = (await (await rig.api('priya', '/directory/activities')).json()) as {
      activities: { name: string }[];
    };
    expect(activities.map((a) => a.name)).toContain('Evening choir');
    const served = (await (await fetch(`${rig.url}/openreferral/services?search=choir`)).json()) as {
      total_items: number;
    };
    expect(served.total_items).toBe(1);
  });

  it('shows accreditation that has ended, and stops an activity without losing it', async () => {
    await rig.db.updateTable('provider').set({ accredited_until: '2020-01-31' }).where('id', '=', 'strides').execute();
    await at('directory/places', 'Providers and venues');
    await page.getByText('Accreditation ended on 31 January 2020').first().waitFor();
    await lookedOver(page, 'directory-places');
    await at('directory', 'Directory');
    await page.getByRole('searchbox', { name: 'Find' }).fill('choir');
    await page.getByRole('link', { name: 'Evening choir' }).click();
    await heading('Evening choir');
    await page.getByRole('button', { name: 'Stop offering it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop offering it' }).click();
    await page.getByText('Not offered any more').waitFor();
    await page.getByRole('button', { name: 'Offer it again' }).waitFor();
    await page.getByText('What was changed').click();
    await page.getByText(/Tessa Quill: added/).waitFor();
  });

  it('goes out as a file, and says of the same file that all is as it is', async () => {
    await at('directory/exchange', 'Directory files');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the directory' }).click(),
    ]);
    const file = await readFile(await download.path());
    await page.getByLabel('File').setInputFiles({ name: 'directory.json', mimeType: 'application/json', buffer: file });
    await page.getByText(/^0 new, 0 changed, \d+ as they are, 0 left out\.$/).waitFor();
    await lookedOver(page, 'directory-files');
  });

  it('brings in the people of a file who are ready, and gives the others back with why', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await at('imports', 'Imports');
    const reason = rig.policy.referral.reasons[0];
    const csv = [
      'First name;Surname;NHS number;Date of birth;Referred by;Works at;Reason;Referred on;Consent',
      `Olive;Reed;999 000 0204;31/01/1950;GP;Bell Street Surgery;${reason};01/06/2026;written`,
      `Nils;Møller;999 000 0205;31/02/1950;GP;Bell Street Surgery;${reason};01/06/2026;written`,
    ].join('\r\n');
    await page.getByRole('button', { name: 'Look at the file' }).click();
    await page.getByRole('alert').filter({ hasText: 'File: choose one.' }).waitFor();
    await page
      .getByLabel('File')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') });
    await to('Look at the file');
    await press('Enter');
    await heading('1 ready, 1 left out');
    await page.getByRole('rowheader', { name: 'Nils Møller' }).waitFor();
    await page.getByText('Date of birth: write it like 31/01/1950.').waitFor();
    await lookedOver(page, 'imports-preview');
    await page.setViewportSize(NARROW);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save what is left out as a file' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('Why it was left out');
    await to('Import this person');
    await press('Enter');
    await page.getByText('1 person is on record now.').waitFor();
    await lookedOver(page, 'imports-done');
    const olive = await rig.db.selectFrom('patient').select('born').where('nhs_number', '=', '9990000204').execute();
    expect(olive).toEqual([{ born: '1950-01-31' }]);
  });

  it('lets a residents’ group in only where its scheme does, and tells others kindly where their register is', async () => {
    const signIn = () =>
      fetch(`${rig.url}/api/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'rosa', password: 'a long enough password' }),
      });
    const refused = await signIn();
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      403,
      'This workspace is for link workers. Your register is at your venue’s hub.',
    ]);
    const { activities } = rig.policy;
    const allowed = {
      ...rig.policy,
      activities: { from: [...activities.from, 'residents-group'], residentsMayAdd: true },
    };
    await rig.db
      .updateTable('scheme')
      .set({ policy: JSON.stringify(allowed) })
      .execute();
    expect((await signIn()).status).toBe(200);
    const own = await rig.signedIn('rosa', 'directory');
    await own.getByRole('link', { name: 'Add an activity' }).waitFor();
    expect(await own.getByRole('link', { name: 'Providers and venues' }).count()).toBe(0);
    await lookedOver(own, 'directory-own');
  });
});
