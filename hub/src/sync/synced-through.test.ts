import fc from 'fast-check';
import { expect, it } from 'vitest';
import { syncedThrough } from './synced-through.ts';

const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString());

it('the record is never called complete past anything that waits, nor past any kiosk', () => {
  fc.assert(
    fc.property(instant, fc.option(instant), fc.array(instant, { minLength: 1 }), (now, oldest, kiosks) => {
      const through = syncedThrough(new Date(now), oldest, kiosks)!;
      for (const limit of [now, ...(oldest ? [oldest] : []), ...kiosks]) expect(through <= limit).toBe(true);
    }),
  );
});
it('a hub without a kiosk claims nothing', () => {
  expect(syncedThrough(new Date(), null, [])).toBeNull();
});
