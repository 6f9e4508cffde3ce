import { isDeepStrictEqual } from 'node:util';
import { DeviceClient } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { newId } from '@tapwell/shared/ids';
import type { Logger } from 'pino';
import type { KioskConfig } from './config.ts';
import { HubLink } from './hub-link/hub-link.ts';
import { Journal } from './journal/journal.ts';
import { openReader } from './reader/open.ts';
import type { ReaderState } from './reader/reader.ts';
import { serveScreen } from './screen/screen-server.ts';
import type { ScreenRequests, ScreenState } from './screen/screen-state.ts';
import { StaffMode } from './staff/staff-mode.ts';
import { type Shown, Taps } from './tap/taps.ts';

/** Longer than any outcome stays on the screen. */
const KEEP_SHOWN_MS = 30_000;

export interface RunningKiosk {
  url: string;
  stop(): Promise<void>;
}

/** Starts the kiosk agent: reader → journal → hub → screen. */
export async function startKiosk(config: KioskConfig, log: Logger): Promise<RunningKiosk> {
  const reader = openReader(config.reader, (message, detail) => log.info(detail ?? {}, message));
  const identity = await loadOrPair(config.data, { url: config.hub, what: 'the hub' }, config.pair, config.name);
  const journal = new Journal(config.data);
  let readerState: ReaderState = { state: 'not-ready', why: 'The card reader is starting.' };
  let state: ScreenState = {
    venue: '',
    running: [],
    reader: 'not-ready',
    health: { reader: 'The card reader is starting.', hub: 'away' },
    tap: null,
    waiting: 0,
    staff: null,
  };
  const change = (part: Partial<ScreenState>) => {
    const next = { ...state, ...part };
    if (isDeepStrictEqual(next, state)) return;
    state = next;
    screen.show(state);
  };
  let clearing: NodeJS.Timeout | undefined;
  const show = (shown: Shown) => {
    // Nobody's name stays in memory, or goes to a screen that connects later.
    clearTimeout(clearing);
    clearing = setTimeout(() => change({ tap: null }), KEEP_SHOWN_MS);
    log.info({ outcome: shown.outcome.outcome, tookMs: Math.round(shown.tookMs) }, 'tap');
    change({ tap: { showing: newId(), ...shown } });
  };

  const hubClient = new DeviceClient(config.hub, identity);
  const staff = new StaffMode(hubClient, (state) => change({ staff: state, tap: null }));
  const link = new HubLink({
    hub: hubClient,
    journal,
    status: () => ({ reader: readerState.state, why: readerState.state === 'ready' ? null : readerState.why }),
    onOutcome: (tapId, outcome) => taps.answered(tapId, outcome),
    // The supervisor starts us anew; the journal has every tap.
    onFault: (error) => {
      log.fatal({ err: error }, 'the kiosk cannot go on');
      process.exit(1);
    },
    onVenue: (venue) => {
      const hub = venue ? 'reachable' : 'away';
      if (state.health.hub !== hub) log[venue ? 'info' : 'warn']({}, `hub ${hub}`);
      // With the hub away the venue's name stays; a session we cannot vouch for does not.
      const shown = venue ? { venue: venue.venue, running: venue.running } : { running: [] };
      change({ ...shown, health: { ...state.health, hub }, waiting: journal.waiting });
    },
  });
  const taps = new Taps({
    journal,
    offsetMs: () => link.offsetMs,
    onJournalled: () => link.wake(),
    show,
    onFault: (error) => log.error({ err: error }, 'a tap could not be journalled'),
  });

  // One press after another, so that the screen shows what was recorded last.
  let choosing: Promise<void> = Promise.resolve();
  const choose = async (tapId: string, sessionId: string) => {
    const presentedAt = new Date().toISOString();
    const began = performance.now();
    const outcome = await link.choose(tapId, sessionId);
    // Somebody else has tapped meanwhile: the screen is theirs.
    if (state.tap && state.tap.tapId !== tapId) return;
    // The hub is away or too late: the tap itself is safe, and the provider will place it.
    const tookMs = performance.now() - began;
    show({ tapId, outcome: outcome ?? { outcome: 'saved-offline' }, presentedAt, tookMs });
  };
  const requests: ScreenRequests = {
    choose: (tapId, sessionId) => {
      choosing = choosing.then(() => choose(tapId, sessionId));
    },
    staffSignIn: (username, password) => staff.signIn(username, password),
    staffEnd: () => staff.end(),
  };
  const screen = await serveScreen(config, state, requests, log).catch((error: unknown) => {
    journal.close();
    throw error;
  });

  reader.start({
    state: (next) => {
      readerState = next;
      if (next.state === 'ready') journal.outages.readerReady();
      else journal.outages.readerDown();
      const why = next.state === 'ready' ? null : next.why;
      log[why ? 'warn' : 'info']({ why }, `reader ${next.state}`);
      change({ reader: next.state, health: { ...state.health, reader: why } });
      void link.reportStatus();
    },
    card: (card) => (staff.active ? staff.test(card) : taps.present(card)),
    collision: () => {
      if (!staff.active) taps.holdLonger();
    },
    removed: () => {},
  });
  link.start();
  log.info({ url: screen.url, reader: reader.name }, 'kiosk ready');
  return {
    url: screen.url,
    stop: async () => {
      clearTimeout(clearing);
      staff.end();
      await reader.stop();
      await link.stop();
      await screen.close();
      journal.close();
    },
  };
}
