import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tapCard } from '@tapwell/cli/commands/tap';
import { type DemoOptions, type RunningDemo, startDemo } from '@tapwell/cli/demo/start-demo';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The whole demo, each part its own process, with people in front of it in real browsers. */
export interface Rig {
  demo: RunningDemo;
  /** Lays a card on the reader and gives what the patient's screen says. */
  tap(card: string, dwellMs?: number): Promise<Outcome>;
  /** Sets the simulator's fault switches. */
  faults(switches: object): Promise<void>;
  /** A browser of its own, at a page. */
  open(address: string): Promise<Page>;
  /** The same, signed in as the demo's first member of staff with that role. */
  signedIn(address: string, role: 'provider' | 'link-worker' | 'administrator'): Promise<Page>;
  /** Encounters at central, over its FHIR API. */
  encounters(query: string): Promise<{ id: string; status: string }[]>;
  close(): Promise<void>;
}

export async function startRig(reader: DemoOptions['reader']): Promise<Rig> {
  const data = await mkdtemp(join(tmpdir(), 'tapwell-e2e-'));
  const demo = await startDemo({ data, port: await fourFreePorts(), reader });
  const file = demo.file();
  const browser = await launchChromium();
  const open = async (address: string) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      timezoneId: 'Europe/London',
      // The picture of an idle kiosk that moves all day would be drawn without a graphics card here.
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  return {
    demo,
    open,
    // As long as a hurried person holds a card; vpcd takes its time with each APDU.
    tap: (card, dwellMs = reader === 'pcsc' ? 1000 : 400) => tapCard(file, card, dwellMs),
    faults: async (switches) => {
      const answer = await fetch(`${file.cards}/api/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(switches),
      });
      if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(switches)}: ${await answer.text()}`);
    },
    signedIn: async (address, role) => {
      const page = await open(address);
      const { username, password } = file.staff.find((s) => s.role === role)!;
      await page.getByLabel('User name').fill(username);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      if (role === 'link-worker') await page.getByRole('link', { name: 'Caseload', exact: true }).click();
      return page;
    },
    encounters: async (query) => {
      const headers = { authorization: `Bearer ${file.fhir.token}` };
      const answer = await fetch(`${file.fhir.base}/Encounter?${query}`, { headers });
      const bundle = (await answer.json()) as { entry?: { resource: { id: string; status: string } }[] };
      return (bundle.entry ?? []).map((e) => e.resource);
    },
    close: async () => {
      await browser.close();
      await demo.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Debian's Chromium, quiet and allowed to make sounds. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** The first of four neighbouring ports of this machine that nobody uses. */
export async function fourFreePorts(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = await freePort(0);
    if (first === undefined || first > 65_000) continue;
    const rest = await Promise.all([1, 2, 3].map((n) => freePort(first + n)));
    if (rest.every((port) => port !== undefined)) return first;
  }
  throw new Error('no four free ports in a row');
}

function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const bound = (probe.address() as { port: number }).port;
      probe.close(() => resolve(bound));
    });
  });
}
