import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { addDays, addWeeks, endOfMonth, monthOf } from './dates.ts';

it('dates are counted as the calendar has it, over leap years, ends of months and changes of the clocks', () => {
  const day = fc.integer({ min: 0, max: 60_000 }).map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }));
  fc.assert(
    fc.property(day, fc.integer({ min: -2000, max: 2000 }), (date, n) => {
      const text = date.toString();
      expect(addDays(text, n)).toBe(date.add({ days: n }).toString());
      expect(addWeeks(text, n)).toBe(date.add({ weeks: n }).toString());
      expect(endOfMonth(text)).toBe(date.with({ day: date.daysInMonth }).toString());
      expect(monthOf(text)).toBe(date.toPlainYearMonth().toString());
    }),
  );
});
