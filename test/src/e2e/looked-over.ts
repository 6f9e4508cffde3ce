import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
/** A folder to leave pictures of each state in, for people. */
const PICTURES = process.env.TAPWELL_TEST_PICTURES;

/**
 * What a state of a staff page must be, on a phone and on a desk: nothing axe
 * finds against WCAG 2.2 AA, nothing cut off at the side, nothing too small for
 * a thumb. Nothing is a pass.
 */
export async function lookedOver(page: Page, name: string): Promise<void> {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${size.width}.png` });
    expect([...(await violations(page)), ...(await misfits(page))], `${name}, ${size.width} pixels wide`).toEqual([]);
  }
}

/**
 * What axe finds against WCAG 2.2 AA, as rule and place. No page of ours has frames: so axe need not
 * look for them through a page of its own, nor describe what passed, which takes two thirds of the time.
 */
export async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .options({ runOnly: { type: 'tag', values: WCAG }, resultTypes: ['violations'] })
    .setLegacyMode(true);
  // Behind an open dialog nothing can be reached; it is looked over without one.
  const dialog = (await page.locator('dialog[open]').count()) > 0;
  const { violations } = await (dialog ? axe.include('dialog[open]') : axe).analyze();
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`));
}

/** Content wider than the window; buttons and fields under 44 pixels. Links in a sentence may be smaller (SC 2.5.8). */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page scrolls sideways'] : [];
    const controls = 'button, select, summary, nav a, a.nhsuk-button, input:not([type=radio], [type=checkbox])';
    const small = [...document.querySelectorAll<HTMLElement>(controls)].filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return width > 0 && (height < 43.5 || width < 43.5);
    });
    return [...wide, ...small.map((control) => `small: ${control.textContent || control.id}`)];
  });
}
