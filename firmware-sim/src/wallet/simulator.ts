import { hex } from '../bytes.ts';
import { keepCard } from '../card/keep.ts';
import { makeCard } from '../card/make-card.ts';
import type { SimCard } from '../card/sim-card.ts';
import { StateFile } from '../card/state-file.ts';
import { describeApdu, describeStatus } from '../describe-apdu.ts';
import { Field } from '../field/field.ts';
import { COUNTER_TIMING } from '../field/rf-timing.ts';
import { openPn532 } from '../pn532/device.ts';
import type { SimReader } from '../reader.ts';
import { now, type Trace, type TraceEntry } from '../trace.ts';
import { openVpcd } from '../vpcd/vpcd.ts';
import { type FaultState, Faults } from './faults.ts';
import type { FaultSwitches, SimulatorOptions, WalletCard } from './options.ts';
import { type Presentation, Presenter } from './presenter.ts';
import { withoutRepeats } from './quiet.ts';
import { servePage } from './server.ts';

/** What the page and its clients are told of the reader. */
export interface SimulatorState {
  readonly reader: { readonly kind: 'pn532' | 'pcsc'; readonly name: string; readonly plugged: boolean };
  /** Wallet name of the card lying on the reader. */
  readonly onReader: string | null;
  readonly faults: FaultState;
}

/** A wallet of cards, a reader, and hands to bring them together. */
export interface Simulator {
  /** Address of the virtual cards page, when one is served, e.g. `http://127.0.0.1:7310/`. */
  readonly pageUrl: string | undefined;
  readonly wallet: readonly WalletCard[];
  state(): SimulatorState;
  /** Resolves when the card has been laid down, lifted, and gone long enough for the reader to see it. */
  tap(card: string, dwellMs?: number): Promise<Presentation>;
  place(card: string): Promise<{ card: string; placedAt: string }>;
  remove(): Promise<{ card: string | null; removedAt: string }>;
  faults(wanted: FaultSwitches): Promise<FaultState>;
  /** Log entries so far, oldest first, at most 500; frames of an idle poll are there once. */
  log(): readonly TraceEntry[];
  /** @returns a function that stops listening */
  listen(listener: SimulatorListener): () => void;
  close(): Promise<void>;
}

export interface SimulatorListener {
  log?(entry: TraceEntry): void;
  state?(state: SimulatorState): void;
}

const LOG_LENGTH = 500;
/** UID of the card that lies beside the presented one in "two at once". */
const STRANGER_UID = '04570A57A46E55';

/**
 * Starts the simulator; resolves when the reader exists and the page, if asked for, is served.
 * @throws Error in one plain sentence: a busy port, a bad card, a state file of somebody else
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const store = new StateFile(options.stateFile);
  const cards = new Map<string, SimCard>();
  for (const card of options.wallet) {
    if (cards.has(card.card)) throw new Error(`The wallet has two cards called "${card.card}".`);
    cards.set(card.card, keepCard(card, store, card.card));
  }
  const listeners = new Set<SimulatorListener>();
  const entries: TraceEntry[] = [];
  const worthShowing = withoutRepeats();
  const trace: Trace = (entry) => {
    options.log?.(entry);
    if (!worthShowing(entry)) return;
    entries.push(entry);
    if (entries.length > LOG_LENGTH) entries.shift();
    for (const listener of listeners) listener.log?.(entry);
  };

  const field = new Field();
  if (options.rfTiming) field.timing = COUNTER_TIMING;
  traceField(field, cards, trace);
  const reader = openReader(options, field, trace);
  const presenter = new Presenter(field, reader, cards);
  const faults = new Faults(field, reader, presenter, makeCard({ profile: 'ntag213', uid: STRANGER_UID }));
  const state = (): SimulatorState => ({
    reader: { kind: options.reader.kind, name: reader.describe(), plugged: !faults.read().unplugged },
    onReader: presenter.onReader() ?? null,
    faults: faults.read(),
  });
  const announce = () => {
    for (const listener of listeners) listener.state?.(state());
  };
  field.listen({ placed: announce, removed: announce });

  const simulator: Simulator & { pageUrl: string | undefined } = {
    pageUrl: undefined,
    wallet: options.wallet,
    state,
    tap: (card, dwellMs = 600) => presenter.tap(card, dwellMs),
    place: (card) => presenter.place(card),
    remove: () => presenter.remove(),
    faults: async (wanted) => {
      const settled = await faults.set(wanted);
      announce();
      return settled;
    },
    log: () => entries,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      presenter.close();
      await page?.close();
      await reader.close();
    },
  };
  let page: Awaited<ReturnType<typeof servePage>> | undefined;
  try {
    page = options.page && (await servePage(simulator, options.page));
  } catch (error) {
    await reader.close();
    throw error;
  }
  simulator.pageUrl = page?.url;
  return simulator;
}

function openReader(options: SimulatorOptions, field: Field, trace: Trace): SimReader {
  if (options.reader.kind === 'pn532') return openPn532(options.reader.link, field, trace);
  return openVpcd(field, options.reader.port, trace);
}

/** Card comings and goings and every exchange, in words. */
function traceField(field: Field, cards: ReadonlyMap<string, SimCard>, trace: Trace): void {
  const nameOf = (card: SimCard) => [...cards].find(([, one]) => one === card)?.[0] ?? 'a strange card';
  const event = (text: string) => trace({ at: now(), layer: 'field', direction: 'none', hex: '', text });
  field.listen({
    placed: (card) => event(`${nameOf(card)} on the reader`),
    removed: (card) => event(`${nameOf(card)} gone`),
    failed: (card, error) => event(`${nameOf(card)} cannot keep its memory and stays silent: ${error.message}`),
    exchanged: (_, command, answer) => {
      trace({ at: now(), layer: 'apdu', direction: 'in', hex: hex(command), text: describeApdu(command) });
      const text = answer ? describeStatus(answer) : 'no answer';
      trace({ at: now(), layer: 'apdu', direction: 'out', hex: answer ? hex(answer) : '', text });
    },
  });
}
