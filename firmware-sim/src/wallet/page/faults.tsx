import type { FaultState } from './types.ts';

interface Props {
  readonly faults: FaultState | undefined;
  readonly set: (wanted: Partial<FaultState>) => void;
}

/** Exchanges after which "pull away early" takes the card: in the middle of reading it. */
const PULL_AWAY_AFTER = 2;
const SLOW_MS = 400;

/** Switches for things that go wrong at a real counter. */
export function Faults({ faults, set }: Props) {
  const off: FaultState = faults ?? { pullAwayAfter: null, twoAtOnce: false, slowMs: 0, mute: false, unplugged: false };
  const exchanges = off.pullAwayAfter ?? PULL_AWAY_AFTER;
  return (
    <fieldset class="faults">
      <legend>What goes wrong</legend>
      <div class="fault">
        <Switch
          label="Pull the card away early"
          on={off.pullAwayAfter !== null}
          toggle={(on) => set({ pullAwayAfter: on ? PULL_AWAY_AFTER : null })}
        />
        <label class="fault-number">
          after
          <input
            type="number"
            min="0"
            max="20"
            value={exchanges}
            disabled={off.pullAwayAfter === null}
            onChange={(event) => set({ pullAwayAfter: Math.max(0, Math.min(1000, Number(event.currentTarget.value))) })}
          />
          answers
        </label>
      </div>
      <Switch label="Two cards at once" on={off.twoAtOnce} toggle={(twoAtOnce) => set({ twoAtOnce })} />
      <Switch label="Slow card" on={off.slowMs > 0} toggle={(on) => set({ slowMs: on ? SLOW_MS : 0 })} />
      <Switch label="Card does not answer" on={off.mute} toggle={(mute) => set({ mute })} />
      <Switch label="Reader unplugged" on={off.unplugged} toggle={(unplugged) => set({ unplugged })} />
    </fieldset>
  );
}

function Switch(props: { label: string; on: boolean; toggle: (on: boolean) => void }) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={props.on}
        aria-checked={props.on}
        onChange={(event) => props.toggle(event.currentTarget.checked)}
      />
      <span class="switch-track" aria-hidden="true" />
      <span>{props.label}</span>
      <span class="switch-word">{props.on ? 'on' : 'off'}</span>
    </label>
  );
}
