import type { Finding } from './finding.ts';
import { diagnosePcsc } from './pcsc.ts';
import { diagnoseSerial } from './serial.ts';
import { unlistedUsbReaders } from './usb.ts';

export type { Finding } from './finding.ts';

/**
 * Looks for every card reader that this machine could use, and says what is
 * wrong with each that cannot be used. Changes nothing and reads no card.
 * @param serial serial devices to look at beside the USB ones
 */
export async function diagnoseReaders(serial: readonly string[] = []): Promise<Finding[]> {
  const [ports, pcsc] = await Promise.all([
    Promise.all(['auto', ...serial].map((spec) => diagnoseSerial(spec))),
    diagnosePcsc(),
  ]);
  // Without the service nothing can be said of its readers: that it is missing says it all.
  const serviceUp = !pcsc.some(({ state }) => state === 'trouble');
  const unlisted = serviceUp ? await unlistedUsbReaders(pcsc.map(({ name }) => name)) : [];
  return [...ports.flat(), ...pcsc, ...unlisted];
}
