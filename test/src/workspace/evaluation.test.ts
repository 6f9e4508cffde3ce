import { periodOf, quarterOf } from '@tapwell/central/evaluation/period';
import { addWeeks } from '@tapwell/shared/path/dates';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedOver } from '../e2e/looked-over.ts';
import type { HallPerson } from './people.ts';
import { startRig, type WorkspaceRig } from './rig.ts';

const WEEKS = 15;

/** Thirty people of one day: twelve completed, twelve still come, three declined, three wait. */
function thirty(): HallPerson[] {
  return Array.from({ length: 30 }, (_, i): HallPerson => {
    const stage = i < 12 ? 'completed' : i < 24 ? 'prescribed' : i < 27 ? 'declined' : 'waiting';
    const comes = stage === 'completed' || stage === 'prescribed';
    return {
      ...{
        id: `one-${i}`,
        given: `Ada${i}`,
        family: `Lind${i}`,
        born: '1951-03-02',
        with: 'priya',
        stage,
        weeks: WEEKS,
      },
      ...(comes && { activities: ['walk'], came: i % 4 === 0 ? 'x-' : 'xx' }),
    };
  });
}

describe('the evaluation page', () => {
  let rig: WorkspaceRig;
  let page: Page;
  let year: string;
  beforeAll(async () => {
    rig = await startRig({ scheme: 'luton', people: thirty() });
    year = periodOf(quarterOf(addWeeks(rig.today, -WEEKS)))!.year;
    page = await rig.signedIn('sam', `evaluation/luton/${year}`);
  });
  afterAll(() => rig?.close());

  const row = (table: string, title: string) =>
    page
      .getByRole('region', { name: `${table}, table` })
      .locator('tbody tr')
      .filter({ has: page.getByRole('rowheader', { name: title, exact: true }) })
      .textContent();

  it('shows figures with their meaning, and hides those of few people, to the scheme manager', async () => {
    await page.getByRole('heading', { name: 'From referral to completion' }).waitFor();
    expect(await row('How far people came', 'Referred')).toBe('Referred30–');
    expect(await row('How it ended', 'Completed')).toBe('Completed1240 %');
    expect(await row('How it ended', 'Declined')).toBe('Declinedhiddenhidden');
    expect(await row('Visits by area', 'All areas')).toMatch(/^All areas\d+/);
    expect(await row('Visits by area', 'All areas')).not.toContain('hidden');
    await page.getByText('two sets of them, a few days apart, can tell of one person').waitFor();
    await page.getByText('What this means: From referral to completion').click();
    await page.getByText('People whose last outcome on record is “completed”').waitFor();
    for (const name of ['Ada', 'Lind', 'path-', 'Priya']) expect(await page.content()).not.toContain(name);
  });

  it('shows plots whose words say what is drawn', async () => {
    const plot = page.getByRole('figure', { name: 'How it ended, drawn.' });
    const drawn = plot.getByRole('img', { name: 'Completed' });
    const described = await drawn.evaluate((svg) => svg.querySelector('desc')?.textContent);
    expect(described).toBe('12 people');
    expect(await drawn.locator('rect').count()).toBe(1);
  });

  it('is used without a mouse, and keeps the period in the address', async () => {
    const select = page.getByLabel('People referred').first();
    await select.focus();
    const quarter = quarterOf(addWeeks(rig.today, -WEEKS));
    await select.selectOption(quarter);
    await page.getByText(`people referred ${periodOf(quarter)!.title}`).waitFor();
    expect(new URL(page.url()).hash).toBe(`#evaluation/luton/${quarter}`);
    expect(await select.evaluate((el) => el === document.activeElement)).toBe(true);
    const to = page.getByRole('navigation', { name: 'Figures' }).getByRole('button', { name: 'Attendance' });
    await to.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Attendance');
  });

  it('gives a CSV file, and the research extract only with a reason', async () => {
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download “How it ended” as CSV' }).press('Enter'),
    ]);
    expect(csv.suggestedFilename()).toMatch(/^luton_.*_outcomes\.csv$/);
    await page.getByRole('region', { name: 'For a university' }).getByLabel('People referred').selectOption(year);
    const make = page.getByRole('button', { name: 'Download the research extract' });
    await make.press('Enter');
    await page.getByText('Say in a sentence what the extract is for').waitFor();
    const reason = page.getByLabel('What is it for?');
    expect(await reason.evaluate((el) => el === document.activeElement)).toBe(true);
    // Long as the page is, all of it is looked over once: figures, their meaning, and a form that was refused.
    await page.getByText('What this means: Attendance').click();
    await lookedOver(page, 'evaluation');
    await reason.fill('University of the North, agreement 12');
    const [zip] = await Promise.all([page.waitForEvent('download'), make.press('Enter')]);
    expect(zip.suggestedFilename()).toBe(`research_luton_${year}.zip`);
    await page.getByText('The extract is downloaded.').waitFor();
  });

  it('fits a screen 320 pixels wide, and prints what every figure means', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.getByText('For a university').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('is for no link worker and no administrator', async () => {
    for (const who of ['priya', 'amira'] as const) {
      expect((await rig.api(who, '/evaluation/periods')).status).toBe(403);
      expect((await rig.api(who, `/evaluation?scheme=luton&period=${year}`)).status).toBe(403);
    }
    const other = await rig.signedIn('priya', 'evaluation');
    expect(await other.getByRole('link', { name: 'Evaluation' }).count()).toBe(0);
    expect(await other.getByRole('heading', { name: 'Evaluation' }).count()).toBe(0);
    await other.context().close();
  });
});
