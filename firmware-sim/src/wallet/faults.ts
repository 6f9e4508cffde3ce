import type { SimCard } from '../card/sim-card.ts';
import type { Field } from '../field/field.ts';
import type { SimReader } from '../reader.ts';
import type { FaultSwitches } from './options.ts';
import type { Presenter } from './presenter.ts';

/** Every switch's position. */
export type FaultState = Required<{ [K in keyof FaultSwitches]: Exclude<FaultSwitches[K], undefined> }>;

/** The fault switches of the page, and what each one moves. */
export class Faults {
  private readonly field: Field;
  private readonly reader: SimReader;
  private readonly presenter: Presenter;
  private readonly stranger: SimCard;
  private readonly state: FaultState = { pullAwayAfter: null, twoAtOnce: false, slowMs: 0, unplugged: false };

  constructor(field: Field, reader: SimReader, presenter: Presenter, stranger: SimCard) {
    this.field = field;
    this.reader = reader;
    this.presenter = presenter;
    this.stranger = stranger;
  }

  read(): FaultState {
    return { ...this.state };
  }

  async set(wanted: FaultSwitches): Promise<FaultState> {
    for (const [name, value] of Object.entries(wanted)) {
      if (value !== undefined) Object.assign(this.state, { [name]: value });
    }
    this.field.faults.pullAwayAfter = this.state.pullAwayAfter ?? undefined;
    this.field.faults.slowMs = this.state.slowMs;
    this.presenter.stranger = this.state.twoAtOnce ? this.stranger : undefined;
    await (this.state.unplugged ? this.reader.unplug() : this.reader.plug());
    return this.read();
  }
}
