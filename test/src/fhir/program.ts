import { type CentralDb, registerProgram } from '@tapwell/central/main';
import { DeviceClient } from '@tapwell/shared/device/client';
import { newKeyPair } from '@tapwell/shared/device/identity';
import type { Bundle, Resource } from '@tapwell/shared/fhir/resources';

/** A program that may read, signed in with a key of its own. */
export async function program(
  db: CentralDb,
  url: string,
  scopes: ('read' | 'audit' | 'write-all')[] = ['read'],
  schemeId: string | null = null,
): Promise<DeviceClient> {
  const { privateJwk, publicJwk } = await newKeyPair();
  const deviceId = await registerProgram(db, { name: 'University', key: publicJwk, scopes, schemeId }, new Date());
  return new DeviceClient(url, { deviceId, audience: `${url}/auth/token`, privateJwk: { ...privateJwk } });
}

/** All pages of a search. */
export async function everything<R extends Resource = Resource>(client: DeviceClient, search: string): Promise<R[]> {
  const found: R[] = [];
  let next: string | undefined = `/fhir/${search}`;
  while (next !== undefined) {
    const answer: Response = await client.fetch(next);
    if (answer.status !== 200) throw new Error(`${next}: ${answer.status} ${await answer.text()}`);
    const { entry = [], link = [] } = (await answer.json()) as Bundle<R>;
    found.push(...entry.map((one) => one.resource!));
    const url = link.find(({ relation }) => relation === 'next')?.url;
    next = url === undefined ? undefined : url.slice(new URL(url).origin.length);
  }
  return found;
}
