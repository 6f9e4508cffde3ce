import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { pairDevice } from './client.ts';
import { type DeviceIdentity, deviceIdentity } from './identity.ts';

/**
 * The device's identity from its data folder; paired anew with a code when there is none.
 * @throws Error in words for the person who started us
 */
export async function loadOrPair(
  dataDir: string,
  parent: { url: string; what: string },
  code: string | undefined,
  name: string,
): Promise<DeviceIdentity> {
  const file = join(dataDir, 'identity.json');
  if (existsSync(file)) return deviceIdentity.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (!code) throw new Error(`Not paired yet: ask ${parent.what} for a pairing code and start again with --pair CODE.`);
  // Before pairing: the code works once, and what it buys must have a place.
  ensureDataFolder(dataDir);
  const identity = await pairDevice(parent.url, code, name);
  // Written beside and renamed: a crash leaves either no identity or a whole one.
  writeFileSync(`${file}.new`, JSON.stringify(identity), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return identity;
}
