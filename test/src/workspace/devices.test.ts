import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import { startRig, type Who, type WorkspaceRig } from './rig.ts';

let rig: WorkspaceRig;
let page: Page;
beforeAll(async () => {
  rig = await startRig();
  const now = new Date();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  const hubs = await rig.db.selectFrom('hub').select('id').orderBy('id').execute();
  const device = { kind: 'hub', scopes: 'write', public_jwk: '{}', revoked_at: null };
  for (const { id } of hubs) {
    await rig.db
      .insertInto('device')
      .values({ ...device, id: `d-${id}`, hub_id: id, name: id })
      .execute();
  }
  const report = {
    ...{ syncedThrough: ago(1), rosterCursor: 0, rosterAt: ago(1), waiting: 0, quarantined: 0, oldestWaiting: null },
    ...{ version: '0.1.0', now: ago(0), diskFreeBytes: 21e9 },
    kiosks: [{ id: 'k', name: 'Front door', reader: 'ready', why: null, lastSeen: ago(0), waiting: 0 }],
  };
  const broken = { ...report.kiosks[0]!, reader: 'not-ready', why: 'Its cable is out.' };
  const last = hubs.at(-1)!.id;
  for (const { id } of hubs) {
    const said = id === last ? { ...report, quarantined: 2, kiosks: [broken] } : report;
    await rig.db
      .updateTable('hub')
      .set({ last_seen: ago(0), roster_asked_at: ago(0), report: JSON.stringify(said) })
      .where('id', '=', id)
      .execute();
  }
});
afterAll(() => rig?.close());
afterEach(() => page?.context().close());
const open = async (who: Who, at: string) => {
  page = await rig.signedIn(who, at);
};

describe('the Devices page', () => {
  it('shows the venue that needs somebody first, what is wrong and what to do; a code is made and shown', async () => {
    await open('amira', 'devices');
    await page.getByText('Kiosk “Front door” cannot read cards. Its cable is out.').waitFor();
    const first = page.locator('section.device').first();
    expect(await first.textContent()).toContain('Look at its reader and its cable.');
    await lookedOver(page, 'devices');
    await first.getByRole('button', { name: /^Connect again/ }).click();
    await page.getByRole('button', { name: 'Make a code' }).click();
    expect(await page.locator('[data-code]').textContent()).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    await page.getByRole('button', { name: 'Close' }).click();
    await first.getByRole('button', { name: /^Take out of use/ }).click();
    await page.getByRole('button', { name: 'Take it out of use' }).click();
    await page.getByText('It was taken out of use.').waitFor();
  });
  it('link workers see how the venues are, and no buttons', async () => {
    await open('priya', 'devices');
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    await page.locator('section.device').first().waitFor();
    expect(await page.getByRole('button', { name: /Connect|Take out/ }).count()).toBe(0);
  });
});

describe('the Staff page', () => {
  it('adds somebody: errors beside their fields, the password shown once, who then chooses their own', async () => {
    await open('amira', 'staff');
    await page.locator('[data-staff=priya]').waitFor();
    await lookedOver(page, 'staff');
    await page.getByRole('button', { name: 'Add somebody' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('.nhsuk-error-summary').waitFor();
    await lookedOver(page, 'staff-errors');
    await page.getByLabel('Name', { exact: true }).fill('Nora Finch');
    await page.getByLabel('User name').fill('nora');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const password = (await page.locator('[data-password]').textContent())!;
    await page.getByRole('button', { name: 'I have passed it on' }).click();
    await page.locator('[data-staff=nora]').getByText('has not chosen a password yet').waitFor();

    // On a computer of her own.
    const context = await page.context().browser()!.newContext();
    await page.context().close();
    page = await context.newPage();
    await page.goto(rig.url);
    await page.getByLabel('User name').fill('nora');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Choose a password of your own' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByLabel('Password you have now').fill(password);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Save the new password' }).click();
    await page.locator('#password-next-fault').waitFor();
    await lookedOver(page, 'own-password');
    await page.getByLabel('New password').fill('seven purple herons');
    await page.getByRole('button', { name: 'Save the new password' }).click();
    await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
  });
  it('says why a link worker with people cannot be ended', async () => {
    await open('amira', 'staff');
    await page.locator('[data-staff=priya]').getByRole('button', { name: /^End/ }).click();
    await page.getByRole('button', { name: 'End the account' }).click();
    await page.getByText(/Priya Nair still has \d+ people\. A team lead must hand them over first\./).waitFor();
  });
});

describe('somebody else’s patient', () => {
  it('opens with a reason, says so above the page, and the team lead sees who looked', async () => {
    const mary = await rig.db
      .selectFrom('path as p')
      .innerJoin('patient', 'patient.id', 'p.patient_id')
      .select('patient.nhs_number')
      .where('p.id', '=', 'path-mary')
      .executeTakeFirstOrThrow();
    await open('daniel', 'somebody-else');
    await page.getByRole('textbox', { name: 'NHS number' }).fill(mary.nhs_number!);
    await page.getByLabel('Why do you need to look?').fill('no');
    await page.getByRole('button', { name: 'Look at this person' }).click();
    await page.getByText('Please say why, in ten letters or more.').first().waitFor();
    await lookedOver(page, 'somebody-else');
    await page.getByLabel('Why do you need to look?').fill('She phoned and is not well.');
    await page.getByRole('button', { name: 'Look at this person' }).click();
    await page.getByText('You are looking at someone who is not yours.').waitFor();
    await page.getByText('Mary').first().waitFor();
    await page.context().close();

    await open('tessa', 'readers/path-mary');
    await page.getByRole('cell', { name: 'Opened the page of somebody who was not theirs' }).waitFor();
    await page.getByText('Remove this person’s data').click();
    await lookedOver(page, 'readers');
    await page.getByRole('button', { name: 'Remove their data' }).click();
    await page.getByLabel('They asked for it').check();
    await page.getByLabel('Type the word remove').fill('remove');
    await lookedOver(page, 'remove');
    await page.getByRole('button', { name: 'Remove for good' }).click();
    await page.getByRole('heading', { name: 'Their data is removed' }).waitFor();
    expect((await rig.api('tessa', '/paths/path-mary')).status).toBe(404);
  });
});
