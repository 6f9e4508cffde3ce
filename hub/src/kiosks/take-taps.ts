import { parse } from '@tapwell/shared/http/problem';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { tapBatch } from '@tapwell/shared/tap/tap';
import type { TapIngest } from '../ingest/receive-taps.ts';
import type { Kiosks } from './kiosk-health.ts';

export interface TakeTapsDeps {
  ingest: Pick<TapIngest, 'receive'>;
  kiosks: Pick<Kiosks, 'clockWas'>;
  /** A register may have changed. */
  onChanged: () => void;
}

/** Takes what a kiosk posts to `/kiosk/taps`; its answer is one for each tap, once all are durable. */
export function takeTaps({ ingest, kiosks, onChanged }: TakeTapsDeps) {
  return async (body: unknown, kioskId: string): Promise<{ results: { id: string; outcome: Outcome }[] }> => {
    const hubAt = new Date();
    const { taps } = parse(tapBatch, body);
    noteClock(kiosks, kioskId, taps);
    // Added in order, so they are decided in order; together they share a commit.
    const outcomes = await Promise.all(taps.map((tap) => ingest.receive({ tap, kioskId, hubAt })));
    onChanged();
    return { results: outcomes.map((outcome, i) => ({ id: taps[i]!.id, outcome })) };
  };
}

/** The newest of the taps says how far off the kiosk's clock is now. */
function noteClock(kiosks: TakeTapsDeps['kiosks'], kioskId: string, taps: Record<string, unknown>[]): void {
  const offset = taps.at(-1)?.offsetMs;
  // Beyond this it is no clock but a mistake.
  if (typeof offset === 'number' && Math.abs(offset) < 1e14) kiosks.clockWas(kioskId, offset);
}
