import { shippedPolicy } from '@tapwell/central/directory/scheme-row';
import type { PathView } from '@tapwell/central/paths/wire';
import { newId } from '@tapwell/shared/ids';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import { startRig, type WorkspaceRig } from './rig.ts';

/** Narrowest width a page must fit (WCAG 2.2 SC 1.4.10). */
const NARROW = { width: 320, height: 700 };
const DESK = { width: 1280, height: 800 };

describe('a person’s page', () => {
  let rig: WorkspaceRig;
  let page: Page;
  beforeAll(async () => {
    rig = await startRig();
    page = await rig.signedIn('priya');
  });
  afterAll(() => rig?.close());

  const at = async (who: string) => {
    await page.goto(`${rig.url}/#person/path-${who}`);
    await page.getByRole('heading', { name: 'Time line' }).waitFor();
  };
  const viewOf = async (who: string) => (await (await rig.api('priya', `/paths/path-${who}`)).json()) as PathView;
  const press = async (key: string) => page.keyboard.press(key);
  /** With the keyboard to a button or field, and there. */
  const to = async (name: string | RegExp, role: 'button' | 'radio' | 'combobox' | 'textbox' = 'button') => {
    // Behind an open dialog nothing can be reached.
    const open = (await page.getByRole('dialog').count()) > 0;
    const target = (open ? page.getByRole('dialog') : page)
      .getByRole(role, { name, exact: typeof name === 'string' })
      .first();
    await target.waitFor();
    for (let i = 0; i < 80; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    throw new Error(`no way to "${name}" by the keyboard`);
  };
  const go = async (name: string | RegExp) => {
    await to(name);
    await press('Enter');
  };
  const saved = (words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
  /** Through questions by their numbers, in the order they come; `null` leaves one out. */
  const answer = async (numbers: (number | null)[]) => {
    for (const number of numbers) {
      await page.getByRole('button', { name: 'Next' }).waitFor();
      if (number !== null) {
        await to('0', 'radio');
        for (let i = 0; i < number; i++) await press('ArrowRight');
        if (number === 0) await press('Space');
      }
      await next();
    }
  };
  /** To the next question, and there. */
  const next = async () => {
    const title = await page.locator('#questions-title').textContent();
    await go('Next');
    await page.locator('#questions-title').filter({ hasNotText: title! }).waitFor();
  };

  it('walks somebody from the waiting list to the outcome, by keyboard alone', async () => {
    await at('ben');
    await page.getByText('On the waiting list since').waitFor();
    await lookedOver(page, 'person-waiting');
    await go('Record first contact');
    await page.getByRole('dialog').waitFor();
    await lookedOver(page, 'person-first-contact');
    await go('Save');
    await saved('Saved: Record first contact.');

    await go('Record the conversation');
    await go('Begin');
    await lookedOver(page, 'person-question');
    await answer([3, 4, null, 8]);
    await page.getByText('Think about all the vigorous activities').waitFor();
    await answer([null, null]);
    await to('None', 'radio');
    for (let i = 0; i < 3; i++) await press('ArrowRight');
    await to('Hours a day', 'textbox');
    await page.keyboard.type('30');
    await go('Next');
    await page.getByRole('alert').getByText('30 hours a day. Were 30 minutes meant?').waitFor();
    await lookedOver(page, 'person-question-fault');
    await to('Hours a day', 'textbox');
    await press('Backspace');
    await press('Backspace');
    await to('Minutes a day', 'textbox');
    await page.keyboard.type('30');
    await next();
    await next();
    await to(/^Self-care score/, 'textbox');
    await page.keyboard.type('40');
    await next();
    await go('Save');
    await saved('Saved: Record the conversation.');

    await go('Agree a prescription');
    await go('Add a goal');
    // Spaces in what is typed at once would press the button again.
    await page.keyboard.type('Walk to the shop');
    await go('Add a goal');
    await go('Leave out goal 2');
    expect(await page.getByRole('button', { name: 'Add a goal' }).evaluate((el) => el === document.activeElement)).toBe(
      true,
    );
    await go('Save');
    await page.getByRole('alert').getByText('Choose at least one activity.').waitFor();
    await to(/^Add one of/, 'combobox');
    await page.keyboard.type('Walk');
    await page.getByText('Times a week').waitFor();
    await lookedOver(page, 'person-prescription');
    await go('Save');
    await saved('Saved: Agree a prescription.');
    await page.getByText('Week 1 of 12').waitFor();
    await page.getByRole('heading', { name: 'Walking for Health' }).waitFor();

    await go('Record the outcome');
    await to('Stopped before the end', 'radio');
    await press('Space');
    await to(/^Why/, 'textbox');
    await page.keyboard.type('Went back to work');
    await go('Save');
    await saved('Saved: Record the outcome.');
    await page.getByText(/^Stopped on/).waitFor();

    const { path } = await viewOf('ben');
    expect(path.step).toBe('ended');
    expect(path.events.map((event) => event.kind)).toEqual([
      ...['referral', 'waiting', 'first-contact', 'conversation', 'prescription', 'outcome'],
    ]);
    expect(path.baseline.measures).toMatchObject([
      { measure: 'ons4', answers: { satisfied: 3, worthwhile: 4, happy: null, anxious: 8 } },
      { measure: 'ipaq', answers: { vigorous: { days: null }, walking: { days: 3, hours: null, minutes: 30 } } },
      { measure: 'imported', id: 'self-care', score: 40 },
    ]);
    expect(path.programmes[0].prescription).toMatchObject({
      weeks: 12,
      goals: [{ goal: 'Walk to the shop' }],
      activities: [{ activityId: 'walk', perWeek: 1, sessions: 12 }],
    });
  });

  it('asks the follow-up questions, and shows before and after', async () => {
    await at('hari');
    await page.getByText(/^Over since/).waitFor();
    await go('Start follow-up');
    await page.getByText('You have come to the end of your twelve weeks.').waitFor();
    await go('Begin');
    await answer([8, 8, 8, 2, null, null, null, null, null]);
    await go('Save');
    await saved('Saved: ');
    await page.getByText('From 3 to 8: 5 better').first().waitFor();
    await page.getByText('From 7 to 2: 5 better').waitFor();
    await lookedOver(page, 'person-measures');
  });

  it('loses no answer by Escape pressed again and again, nor by going back', async () => {
    await at('cara');
    await page.getByRole('button', { name: 'Record the conversation' }).first().click();
    await go('Begin');
    await to('0', 'radio');
    for (let i = 0; i < 4; i++) await press('ArrowRight');
    const stays = async () => {
      await page.getByRole('heading', { name: 'Stop without saving?' }).waitFor();
      await page.getByRole('button', { name: 'Go on with the questions' }).click();
      await page.getByRole('dialog').getByRole('radio', { name: '4', exact: true, checked: true }).waitFor();
    };
    for (let i = 0; i < 4; i++) await press('Escape');
    await stays();
    await page.goBack();
    await stays();
    await go('Stop');
    await page.getByRole('button', { name: 'Stop without saving' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Time line' }).waitFor();
  });

  it('corrects what was recorded, takes back what never was, and keeps both in sight', async () => {
    await at('cara');
    const line = page.locator('[data-event=first-contact]');
    await line.getByRole('button', { name: /^Correct/ }).focus();
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('radio', { name: 'At home' }).focus();
    await press('Space');
    await go('Correct');
    await page.getByRole('alert').getByText('Why is it being corrected: write something.').waitFor();
    await to('Why is it being corrected?', 'textbox');
    await page.keyboard.type('It was a visit');
    await go('Correct');
    await saved('Corrected.');
    await line.getByText('First contact, at home', { exact: true }).waitFor();
    await line.getByText(/Corrected by Priya Nair.*It was a visit/).waitFor();

    const again = line.filter({ hasText: 'at home' }).getByRole('button', { name: /^Take back/ });
    await again.focus();
    await press('Enter');
    await to('Why was it never so?', 'textbox');
    await page.keyboard.type('Somebody else');
    await go('Take back');
    await saved('Taken back: First contact, at home.');
    await line.getByText(/Taken back by Priya Nair.*Somebody else/).waitFor();
    // A correction that was never so leaves what it corrected.
    await lookedOver(page, 'person-corrected');
    expect((await viewOf('cara')).path.firstContact).toMatchObject({ place: 'phone' });
  });

  it('says why something may not come now, and what central refuses, and loses nothing that was put in', async () => {
    await at('dev');
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await page.getByText('Not now, and why').click();
    await page.getByText('Pause: Nothing has been agreed yet.').waitFor();

    await at('ella');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Why').fill('At her sister’s');
    // Meanwhile somebody else pauses it.
    const other = { kind: 'paused', id: newId(), on: rig.today, until: null };
    expect((await rig.api('priya', '/paths/path-ella/events', other)).status).toBe(201);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('It is paused already.').waitFor();
    expect(await page.getByLabel('Why').inputValue()).toBe('At her sister’s');
    await press('Escape');
    await page.getByRole('button', { name: 'Stop without saving' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('takes a doubled press for one', async () => {
    await at('gwen');
    await page.getByRole('button', { name: 'Record a contact' }).click();
    await page.getByLabel('Note').fill('Comes again in December');
    await page.getByRole('button', { name: 'Save' }).dblclick();
    await saved('Saved: Record a contact.');
    const contacts = (await viewOf('gwen')).path.events.filter((event) => event.kind === 'contact');
    expect(contacts).toMatchObject([{ how: 'phone', reached: true, note: 'Comes again in December' }]);
  });

  it('changes how somebody likes to be reached', async () => {
    await at('gwen');
    await page.getByRole('button', { name: 'Change details' }).click();
    await page.getByRole('radio', { name: 'By email' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Email address: needed to reach them that way.').waitFor();
    await page.getByLabel('Email address').fill('gwen@example.org');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'gwen@example.org' }).waitFor();
    expect((await viewOf('gwen')).patient).toMatchObject({ contactBy: 'email', email: 'gwen@example.org' });
  });

  it('puts an NHS number and a language on record, and refuses a number that somebody else has', async () => {
    await at('gwen');
    const { nhsNumber: taken } = (await viewOf('mary')).patient;
    await page.getByRole('button', { name: 'Change details' }).click();
    const number = page.getByLabel('NHS number');
    await number.fill('999 000 0019');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('This is not an NHS number: please check its ten digits.').waitFor();
    expect(await number.getAttribute('aria-invalid')).toBe('true');
    await number.fill(taken!);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else on record has this NHS number: please check it.').waitFor();
    await number.fill('999 500 0016');
    await page.getByLabel('Language they prefer').selectOption({ label: 'Welsh' });
    await lookedOver(page, 'change details');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('NHS number 999\u00a0500\u00a00016').waitFor();
    await page.getByText('Speaks: Welsh').waitFor();
    expect((await viewOf('gwen')).patient).toMatchObject({ nhsNumber: '9995000016', language: 'cy' });
  });

  it('fits 320 pixels, and prints a sheet without buttons', async () => {
    await at('mary');
    await page.getByRole('heading', { name: 'Community garden' }).waitFor();
    await page.setViewportSize(NARROW);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.setViewportSize(DESK);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Time line' }).isVisible()).toBe(false);
    expect(await page.getByRole('heading', { name: 'Community garden' }).isVisible()).toBe(true);
    expect(await page.getByText('Get out of the house twice a week').first().isVisible()).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
  });

  it('lists who is to be asked, overdue first, with a way to each', async () => {
    await page.goto(`${rig.url}/#follow-ups`);
    await page.getByRole('link', { name: 'Mary Heron' }).waitFor();
    await lookedOver(page, 'follow-ups');
    await page.getByRole('link', { name: 'Mary Heron' }).click();
    await page.getByRole('heading', { name: 'Mary Heron' }).waitFor();
  });

  it('says who comes along where the scheme has that: added by keyboard, found again by name, ended', async () => {
    // A short page: it is looked over whole.
    await at('dev');
    const heading = page.getByRole('heading', { name: 'Who comes along' });
    expect(await heading.count()).toBe(0);
    const { companions } = shippedPolicy('blackburn-with-darwen');
    const policy = JSON.stringify({ ...rig.policy, companions });
    await rig.db.updateTable('scheme').set({ policy }).execute();
    await page.reload();
    await heading.waitFor();
    await go('Add somebody');
    await go('Add');
    await page.getByRole('alert').getByText('Their name: write something.').waitFor();
    await to('Their name', 'textbox');
    await page.keyboard.type('Zoë Reed');
    await to(/^Community navigator/, 'radio');
    await press('ArrowDown');
    await go('Add');
    await saved('Zoë Reed comes along.');
    await page.getByText('Peer supporter, as long as they are needed').waitFor();
    await go('Cards of Zoë Reed');
    await page.getByText('Zoë Reed has no card yet.').waitFor();
    await lookedOver(page, 'person-companions');
    await page.setViewportSize(NARROW);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.setViewportSize(DESK);

    await at('ahmed');
    await go('Add somebody');
    await to('Their name', 'textbox');
    await page.keyboard.type('zoe');
    await page.getByRole('group', { name: 'Is it one of these?' }).waitFor();
    await lookedOver(page, 'person-companion-found');
    await go('Add');
    await page.getByRole('alert').getByText('Is it one of these: choose one.').waitFor();
    await to(/^Zoë Reed/, 'radio');
    await press('Space');
    await to(/^Community navigator/, 'radio');
    await press('Space');
    await go('Add');
    await saved('Zoë Reed comes along.');
    await go(/^No longer comes along/);
    await go('End it');
    await saved('Zoë Reed no longer comes along.');
    await page.getByText('Came along before').click();
    await page.getByText(/Community navigator\. /).waitFor();
    expect(await rig.db.selectFrom('companion').select('display_name').execute()).toEqual([
      { display_name: 'Zoë Reed' },
    ]);
  });

  it('is as unknown as nobody to a colleague', async () => {
    const other = await rig.signedIn('daniel', 'person/path-mary');
    await other.getByRole('alert').getByText('There is no such person in your caseload.').waitFor();
    expect(await other.getByText('Mary').count()).toBe(0);
  });
});
