import { type ScreenServer, serveScreen } from '@tapwell/kiosk/screen/screen-server';
import type { ScreenRequests, ScreenState } from '@tapwell/kiosk/screen/screen-state';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../e2e/rig.ts';
import { IDLE } from './states.ts';

/** The real screen server and page, shown whatever state a test likes. */
export interface Stage {
  url: string;
  browser: Browser;
  open(viewport?: { width: number; height: number }): Promise<Page>;
  /** Shows a state and waits until the page has it on the glass. */
  show(page: Page, state: ScreenState): Promise<void>;
  close(): Promise<void>;
}

const nobody = { problem: 'not in this test' };
const quiet: ScreenRequests = {
  choose: () => {},
  speak: async () => null,
  staff: {
    signIn: async () => 'not in this test',
    end: () => {},
    touch: () => {},
    expected: async () => nobody,
    checkIn: async () => nobody,
    setVolume: () => undefined,
  },
};

export async function setStage(requests: Partial<ScreenRequests> = {}): Promise<Stage> {
  const log = {
    error: (detail: unknown) => {
      throw new Error(`the screen server failed: ${JSON.stringify(detail)}`);
    },
  };
  const screen: ScreenServer = await serveScreen({ host: '127.0.0.1', port: 0 }, IDLE, { ...quiet, ...requests }, log);
  const browser = await launchChromium();
  return {
    url: screen.url,
    browser,
    open: async (viewport = { width: 1280, height: 800 }) => {
      const page = await browser.newPage({ viewport });
      await page.goto(screen.url);
      await page.locator('main').waitFor();
      return page;
    },
    show: async (page, state) => {
      screen.show(state);
      const { tap } = state;
      if (tap) await page.waitForFunction(isPainted, tap.showing);
      // An outcome stays its time, whatever comes after; a screen just loaded has nothing to keep.
      else await page.reload();
      await page.locator(tap ? `main[data-outcome=${tap.outcome.outcome}]` : 'main[data-screen]').waitFor();
    },
    close: async () => {
      await browser.close();
      await screen.close();
    },
  };
}

function isPainted(showing: string): boolean {
  const marks = performance.getEntriesByName('tapwell:painted') as PerformanceMark[];
  return marks.some((mark) => mark.detail.showing === showing);
}
