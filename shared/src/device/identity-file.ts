import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { DeviceClient, DeviceRefused, pairDevice } from './client.ts';
import { type DeviceIdentity, deviceIdentity } from './identity.ts';
import { WrongServer } from './pin.ts';

interface Parent {
  url: string;
  what: string;
}

/**
 * The device's identity from its data folder; paired with a code when there is
 * none. With one that its parent refuses (revoked, or the parent was set up
 * anew), the code pairs it again; everything else in the folder stays. With one
 * that is good, or whose parent cannot be asked, the code is not touched: it may
 * be left over in a service file.
 * @throws Error in words for the person who started us
 */
export async function loadOrPair(
  dataDir: string,
  parent: Parent,
  code: string | undefined,
  name: string,
): Promise<DeviceIdentity> {
  const file = join(dataDir, 'identity.json');
  const known = existsSync(file) ? deviceIdentity.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  if (known && !(code && (await isRefused(known, parent.url)))) {
    requireTls(known, parent);
    return known;
  }
  if (!code) throw new Error(`Not paired yet: ask ${parent.what} for a pairing code and start again with --pair CODE.`);
  // Before pairing: the code works once, and what it buys must have a place.
  ensureDataFolder(dataDir);
  const identity = await pairDevice(parent.url, code, name);
  // Written beside and renamed: a crash leaves the identity as it was or a whole new one.
  writeFileSync(`${file}.new`, JSON.stringify(identity), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return identity;
}

async function isRefused(identity: DeviceIdentity, url: string): Promise<boolean> {
  if (identity.pin !== undefined && !url.startsWith('https:')) return true;
  try {
    await new DeviceClient(url, identity).signIn();
    return false;
  } catch (error) {
    return error instanceof DeviceRefused || error instanceof WrongServer || isUntrusted(error);
  }
}

/** Paired in clear or with a public certificate; what answers now has one that nobody vouches for. */
function isUntrusted(error: unknown): boolean {
  const code = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : '';
  return /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(String(code));
}

/** An address changed from https to http would send in clear what was paired to be secret. */
function requireTls(identity: DeviceIdentity, { url, what }: Parent): void {
  if (identity.pin === undefined || url.startsWith('https:')) return;
  throw new Error(
    `This device was paired over TLS, but the address of ${what} begins with http. Give its https address, ` +
      'or pair again with --pair CODE if it serves no TLS any more.',
  );
}
