import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.ts';

/** USB vendor and product of PC/SC readers that people buy for this. */
const KNOWN: Readonly<Record<string, string>> = {
  '072f:2200': 'ACS ACR122U',
  '072f:223b': 'ACS ACR1252U',
};

/**
 * PC/SC readers that are plugged in though pcscd does not list them. Linux only;
 * elsewhere nothing is found.
 * @param listed the names that pcscd gives
 * @param sys where the kernel shows its devices
 */
export async function unlistedUsbReaders(listed: readonly string[], sys = '/sys'): Promise<Finding[]> {
  // PC/SC names begin with the maker's; which of two ACS readers is missing cannot be told.
  if (listed.some((name) => /\bACS\b|\bACR1/i.test(name))) return [];
  const folder = join(sys, 'bus/usb/devices');
  const devices = await readdir(folder).catch(() => []);
  const plugged = (await Promise.all(devices.map((device) => knownReader(join(folder, device))))).filter(
    (name) => name !== undefined,
  );
  const kernelHolds = await exists(join(sys, 'module/pn533_usb'));
  return plugged.map((name) => ({ kind: 'pcsc', name, state: 'trouble', says: unlisted(name, kernelHolds) }));
}

function unlisted(name: string, kernelHolds: boolean): string {
  return kernelHolds
    ? `An ${name} is plugged in, but the kernel's own driver holds it: write "blacklist pn533_usb" into /etc/modprobe.d/tapwell.conf, run "modprobe -r pn533_usb", and plug it in again.`
    : `An ${name} is plugged in, but the card reader service (pcscd) does not list it: unplug it and plug it in again, and see that the Debian package "libccid" is installed.`;
}

async function knownReader(device: string): Promise<string | undefined> {
  // A hub's ports and a device's interfaces have no such files.
  const [vendor, product] = await Promise.all(
    ['idVendor', 'idProduct'].map((file) => readFile(join(device, file), 'utf8').catch(() => '')),
  );
  return KNOWN[`${vendor!.trim()}:${product!.trim()}`];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
