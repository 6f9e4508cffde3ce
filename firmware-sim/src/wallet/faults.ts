import type { SimCard } from '../card/sim-card.ts';
import type { Field } from '../field/field.ts';
import type { SerialReader } from '../pn532/device.ts';
import type { SimReader } from '../reader.ts';
import type { FaultSwitches } from './options.ts';
import type { Presenter } from './presenter.ts';
import { Problem } from './problem.ts';

/** Every switch's position. */
export type FaultState = Required<{
  [K in Exclude<keyof FaultSwitches, 'powerCycle'>]: Exclude<FaultSwitches[K], undefined>;
}>;

/** The fault switches of the page, and what each one moves. */
export class Faults {
  private readonly field: Field;
  private readonly reader: SimReader | SerialReader;
  private readonly presenter: Presenter;
  private readonly stranger: SimCard;
  private state: FaultState = {
    pullAwayAfter: null,
    twoAtOnce: false,
    slowMs: 0,
    mute: false,
    line: 'clean',
    unplugged: false,
  };

  constructor(field: Field, reader: SimReader, presenter: Presenter, stranger: SimCard) {
    this.field = field;
    this.reader = reader;
    this.presenter = presenter;
    this.stranger = stranger;
  }

  read(): FaultState {
    return { ...this.state };
  }

  /** Moves the switches named; throws a Problem where this reader has no such switch, and then moves none. */
  async set({ powerCycle, ...wanted }: FaultSwitches): Promise<FaultState> {
    const serial = 'setLine' in this.reader ? this.reader : undefined;
    if (!serial && (powerCycle || (wanted.line ?? 'clean') !== 'clean')) {
      throw new Problem(400, 'Bad request', 'Only the serial reader has a line and a power supply of its own.');
    }
    const named = Object.entries(wanted).filter(([, value]) => value !== undefined);
    this.state = { ...this.state, ...Object.fromEntries(named) };
    Object.assign(this.field.faults, {
      pullAwayAfter: this.state.pullAwayAfter ?? undefined,
      slowMs: this.state.slowMs,
      mute: this.state.mute,
    });
    this.presenter.stranger = this.state.twoAtOnce ? this.stranger : undefined;
    serial?.setLine(this.state.line);
    if (powerCycle) serial?.powerCycle();
    await (this.state.unplugged ? this.reader.unplug() : this.reader.plug());
    return this.read();
  }
}
