import type { DayRegister } from '../../wire.ts';
import { addDays, dayWords, isDay } from '../words/days.ts';

/** A register is kept so far ahead. */
const AHEAD_DAYS = 56;
/** Before that a year was mistyped. */
const BACK_DAYS = 20 * 366;

/** Which day is shown, and the way to others. */
export function DayStepper({ register, onDay }: { register: DayRegister; onDay: (day: string | null) => void }) {
  const { day, today, provider } = register;
  // Today stays today past midnight: it has no date in its address.
  const go = (to: string) => onDay(to === today ? null : to);
  const step = (days: number) => {
    const to = addDays(day, days);
    return (
      <button type="button" class="stepper__step" onClick={() => go(to)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={days < 0 ? 'M15 4 L7 12 L15 20' : 'M9 4 L17 12 L9 20'} />
        </svg>
        <span class="nhsuk-u-visually-hidden">
          {days < 0 ? 'Day before' : 'Day after'}: {dayWords(to, today)}
        </span>
      </button>
    );
  };
  return (
    <div class="stepper">
      {step(-1)}
      <h1 class="nhsuk-heading-m stepper__day" tabIndex={-1}>
        <span class="nhsuk-caption-m">{provider ?? 'Your sessions'}</span>
        {dayWords(day, today)}
      </h1>
      {step(1)}
      <div class="stepper__jump">
        {day !== today && (
          <button type="button" class="nhsuk-button nhsuk-button--secondary small" onClick={() => onDay(null)}>
            Today
          </button>
        )}
        <label>
          Go to a day
          <input
            type="date"
            class="nhsuk-input"
            value={day}
            min={addDays(today, -BACK_DAYS)}
            max={addDays(today, AHEAD_DAYS)}
            onChange={(event) => {
              const to = event.currentTarget.value;
              // While a year is being typed it is that of another millennium.
              if (isDay(to) && to >= addDays(today, -BACK_DAYS)) go(to);
            }}
          />
        </label>
      </div>
    </div>
  );
}
