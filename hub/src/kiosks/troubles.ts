import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import type { KioskTrouble } from '../register/wire.ts';

/** Longer than a few missed reports. */
export const SILENT_MS = 60_000;
/** Less is drift, and nobody's concern: taps carry how far off their kiosk was. */
const CLOCK_OFF_MS = 5 * 60_000;

/**
 * Kiosks that are silent, whose reader is down or whose clock is far off. Pure.
 * @param clocks for each kiosk, how much later it is here than there, in ms
 */
export function kioskTroubles(
  kiosks: KioskHealth[],
  now: Date,
  clocks: ReadonlyMap<string, number> = new Map(),
): KioskTrouble[] {
  return kiosks.flatMap(({ id, name, reader, why, lastSeen }): KioskTrouble[] => {
    if (now.getTime() - Date.parse(lastSeen) > SILENT_MS) {
      return [{ name, why: 'It has not been heard of for a while. Taps there are kept and will arrive later.' }];
    }
    if (reader !== 'ready') return [{ name, why: why ?? 'Its card reader is not ready.' }];
    const clock = clockInWords(clocks.get(id));
    return clock ? [{ name, why: `${clock} Visits are put at the right time all the same; please set it.` }] : [];
  });
}

/** How far off a kiosk's clock is, when that is far. Pure. */
export function clockInWords(offsetMs: number | undefined): string | null {
  if (offsetMs === undefined || Math.abs(offsetMs) < CLOCK_OFF_MS) return null;
  return `Its clock is ${span(Math.abs(offsetMs))} ${offsetMs > 0 ? 'slow' : 'fast'}.`;
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 100) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `${hours} hours`;
  const days = Math.round(hours / 24);
  return days < 730 ? `${days} days` : `${Math.round(days / 365)} years`;
}
