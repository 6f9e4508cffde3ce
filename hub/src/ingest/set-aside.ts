import { instant } from '@tapwell/shared/tap/tap';
import { z } from 'zod';
import { happenedAt } from '../decide/happened-at.ts';

const readable = z.object({ kioskAt: instant, offsetMs: z.number().int() });

/**
 * When a tap happened that was set aside, as far as it says: someone came then,
 * and we cannot say who. One that does not say may be of any time since its
 * kiosk had last handed over everything. Pure.
 * @param clear until when its kiosk had; undefined when that is not known
 */
export function whenSetAside(tap: unknown, clear: string | undefined, now: Date): { from: string; to: string } {
  const read = readable.safeParse(tap);
  const { at, sure } = read.success ? happenedAt(read.data, now) : { at: now, sure: false };
  const to = new Date(at.getTime() + 1000).toISOString();
  return { from: [at.toISOString(), ...(sure || !clear ? [] : [clear])].sort()[0]!, to };
}
