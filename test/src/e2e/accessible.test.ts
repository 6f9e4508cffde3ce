import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, as rule and place. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`));
}

describe('no page has a WCAG 2.2 AA violation that axe can find', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig('serial');
  });
  afterAll(() => rig?.close());

  it('the patient screen, idle and after each kind of tap', async () => {
    const kiosk = await rig.open(rig.demo.file().screen);
    await kiosk.locator('[data-screen=idle]').waitFor();
    expect(await violations(kiosk)).toEqual([]);
    for (const [card, outcome] of [
      ['gwen', 'checked-in'],
      ['bus-pass', 'card-not-recognised'],
      ['derek', 'drop-in'],
      ['sunita', 'prescription-ended'],
      ['ahmed', 'choose-session'],
    ]) {
      const tapped = rig.tap(card!);
      await kiosk.locator(`[data-outcome=${outcome}]`).waitFor();
      expect(await violations(kiosk)).toEqual([]);
      await tapped;
    }
  });

  it("the provider's register, signed out and in, on a desk and on a phone", async () => {
    const { register } = rig.demo.file();
    const stranger = await rig.open(register);
    await stranger.getByLabel('User name').waitFor();
    expect(await violations(stranger)).toEqual([]);
    const provider = await rig.signedIn(register, 'provider');
    await provider.locator('.session').first().waitFor();
    expect(await violations(provider)).toEqual([]);
    await provider.setViewportSize({ width: 390, height: 844 });
    expect(await violations(provider)).toEqual([]);
  });

  it("the link worker's caseload and a prescription", async () => {
    const worker = await rig.signedIn(rig.demo.file().workspace, 'link-worker');
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).waitFor();
    expect(await violations(worker)).toEqual([]);
    await worker.getByRole('link', { name: 'Mary Adeyemi' }).click();
    await worker.getByRole('heading', { name: 'Walking for Health' }).waitFor();
    expect(await violations(worker)).toEqual([]);
  });

  it('the virtual cards, which can be tapped with the keyboard alone', async () => {
    const wallet = await rig.open(rig.demo.file().cards);
    await wallet.getByRole('button', { name: /Zofia Nowak/ }).waitFor();
    expect(await violations(wallet)).toEqual([]);
    const kiosk = await rig.open(rig.demo.file().screen);
    await kiosk.locator('main').waitFor();
    await wallet.getByRole('button', { name: /Zofia Nowak/ }).focus();
    await Promise.all([wallet.keyboard.press('Enter'), kiosk.getByText('Welcome, Zofia').waitFor()]);
  });
});
