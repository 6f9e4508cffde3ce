import { serveScreen } from '@tapwell/kiosk/screen/screen-server';
import type { ScreenRequests, ScreenState } from '@tapwell/kiosk/screen/screen-state';
import type { ExpectedNow } from '@tapwell/shared/tap/staff-wire';
import type { Page } from 'playwright-core';
import { launchChromium } from '../e2e/rig.ts';
import { IDLE } from './states.ts';

/** The real screen server and page, shown whatever state a test likes. */
export interface Stage {
  open(viewport: { width: number; height: number }): Promise<Page>;
  /** Shows a state and waits until the page has it on the glass. */
  show(page: Page, state: ScreenState): Promise<void>;
  /** The same in staff mode: signs in on that page. */
  showStaff(page: Page, state: ScreenState): Promise<void>;
  close(): Promise<void>;
}

const EXPECTED: ExpectedNow = {
  sessions: [
    {
      sessionId: 'walking@2026-06-01T10:30',
      activity: 'Walking for Health',
      time: '10:30',
      people: [
        { personId: 'p1', name: 'Mary', here: true },
        { personId: 'p2', name: 'Zofia', here: false },
      ],
    },
  ],
};

export async function setStage(requests: Partial<ScreenRequests> = {}): Promise<Stage> {
  let signedInAt = (_screen: string) => {};
  const agent: ScreenRequests = {
    choose: () => {},
    speak: async () => null,
    staff: {
      signIn: async (screen) => {
        signedInAt(screen);
        return undefined;
      },
      end: () => {},
      touch: () => {},
      testNext: () => {},
      expected: async () => ({ answer: EXPECTED }),
      checkIn: async () => ({ problem: 'not in this test' }),
      setVolume: () => undefined,
    },
    ...requests,
  };
  const log = {
    error: (detail: unknown) => {
      throw new Error(`the screen server failed: ${JSON.stringify(detail)}`);
    },
  };
  const screen = await serveScreen({ host: '127.0.0.1', port: 0 }, IDLE, agent, log);
  const browser = await launchChromium();
  const show = async (page: Page, state: ScreenState) => {
    screen.show(state);
    const { tap } = state;
    if (tap) await page.waitForFunction(isPainted, tap.showing);
    // An outcome stays its time, whatever comes after; a screen just loaded has nothing to keep.
    else await page.reload();
    await page.locator(tap ? `main[data-outcome=${tap.outcome.outcome}]` : 'main[data-screen]').waitFor();
  };
  return {
    show,
    open: async (viewport) => {
      const context = await browser.newContext({ viewport, locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(screen.url);
      await page.locator('main').waitFor();
      return page;
    },
    showStaff: async (page, state) => {
      await show(page, IDLE);
      signedInAt = (id) => screen.show({ ...state, staff: { ...state.staff!, screen: id } });
      await page.getByRole('button', { name: /^For staff/ }).click();
      await page.getByLabel('User name').fill('rosa');
      await page.getByLabel('Password').fill('password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('[data-screen=staff]').waitFor();
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
