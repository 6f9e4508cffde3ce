import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, inWords, type Part, placeOf } from './fault.ts';
import type { PlannedFault } from './plan.ts';
import { untilWell, type Venue } from './venue.ts';

/** A meddling is to meet so many requests with taps or facts, for which it goes on so much longer. */
const MEETS = 3;
const MEET_MS = 3_000;

/** Does what the plan says, and puts everything right again. */
export class Inflictor {
  readonly #venue: Venue;
  readonly #log: (line: string) => void;
  /** For each place, the end of what was begun there last. */
  readonly #places = new Map<string, Promise<void>>();
  #ending = false;
  kills = 0;
  /** Each fault that was begun, by its kind. */
  readonly begun: Fault['kind'][] = [];

  constructor(venue: Venue, log: (line: string) => void) {
    this.#venue = venue;
    this.#log = log;
  }

  /** Begins a fault, when its place is free of the one before. */
  begin({ fault, delayMs, lastsMs }: PlannedFault): void {
    const place = placeOf(fault);
    const before = this.#places.get(place) ?? Promise.resolve();
    const mine = Promise.all([before, sleep(delayMs)]).then(async () => {
      this.begun.push(fault.kind);
      this.#log(`${inWords(fault)}, for ${lastsMs} ms`);
      await this.#inflict(fault, lastsMs);
    });
    this.#places.set(place, mine);
  }

  /** Everything at once, as when someone kicks the power strip. */
  async powerStrip(): Promise<void> {
    this.#log('the power strip is kicked');
    const { processes } = this.#venue;
    this.kills += processes.size;
    await Promise.all([...processes.values()].map((process) => process.stop('SIGKILL')));
    // In whatever order they come: each must manage without the others.
    await Promise.all([...processes.keys()].map((part) => this.#start(part)));
  }

  /** Waits until every fault is over. */
  async over(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#places.values());
  }

  /** Waits until every fault is over, and every part is up and well. */
  async allWell(): Promise<void> {
    await this.over();
    await Promise.all(this.#venue.doors.map(({ screen }) => untilWell(screen)));
  }

  async #inflict(fault: Fault, lastsMs: number): Promise<void> {
    const { machines, wires, meddlers } = this.#venue;
    switch (fault.kind) {
      case 'kill':
        await this.#kill(fault.part);
        await sleep(lastsMs);
        return this.#start(fault.part);
      case 'wire':
        wires.get(fault.wire)!.set(fault.weather);
        await sleep(lastsMs);
        return wires.get(fault.wire)!.set({ is: 'fair' });
      case 'http': {
        const meddler = meddlers[fault.to];
        meddler.set(fault.meddling);
        // A hub that is told three times in a row that it is not known rightly waits for people to help.
        const stray = fault.meddling.does === 'answer' && fault.meddling.status === 401;
        if (!stray) await sleep(lastsMs);
        // One that met nothing was none. But after other failures it may be long before anything is sent.
        const enough = () => this.#ending || meddler.met >= (stray ? 1 : MEETS);
        for (let waited = 0; !enough() && waited < MEET_MS; waited += 10) await sleep(10);
        return meddler.set(undefined);
      }
      case 'disk':
        machines.get(fault.part)!.setDisk(fault.disk);
        await sleep(lastsMs);
        return machines.get(fault.part)!.setDisk('room');
      case 'clock':
        if (fault.wakes) await this.#kill(fault.part);
        machines.get(fault.part)!.setClock(fault.byMs);
        if (fault.wakes) await this.#start(fault.part);
        await sleep(lastsMs);
        return machines.get(fault.part)!.setClock(0);
    }
  }

  async #kill(part: Part): Promise<void> {
    this.kills++;
    await this.#venue.processes.get(part)!.stop('SIGKILL');
  }

  /** One that cannot start, for its disk is full, is tried again by itself, as a service manager does. */
  async #start(part: Part): Promise<void> {
    await this.#venue.processes
      .get(part)!
      .start()
      .catch((error: Error) => this.#log(`${part} did not start: ${error.message.split('\n')[0]}`));
  }
}
