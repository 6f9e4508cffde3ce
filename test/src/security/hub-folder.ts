import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubConfig, hubConfig } from '@tapwell/hub/config';
import { newKeyPair } from '@tapwell/shared/device/identity';

/** A hub's data folder, paired with a central that is away: for what a hub does by itself. */
export async function hubFolder(data: string): Promise<string> {
  const { privateJwk } = await newKeyPair();
  const identity = { deviceId: 'hub', audience: 'http://127.0.0.1:9/auth/token', privateJwk };
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'identity.json'), JSON.stringify(identity));
  return data;
}

/** Any free port, and nobody at central's address. */
export function hubSettings(some: Partial<HubConfig>): HubConfig {
  return hubConfig.parse({ port: 0, central: 'http://127.0.0.1:9', ...some });
}
