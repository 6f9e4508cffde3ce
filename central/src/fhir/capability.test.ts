import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CentralDb } from '../store/schema.ts';
import type { capabilityStatement } from './capability.ts';
import { BASE, fhirApp, fhirRecord, type Program } from './testing/record.ts';

type Statement = ReturnType<typeof capabilityStatement>;
type Resource = Statement['rest'][number]['resource'][number];

let db: CentralDb;
let api: ReturnType<typeof fhirApp>;
let program: Program;
let statement: Statement;
let resources: Resource[];
beforeAll(async () => {
  db = await fhirRecord();
  api = fhirApp(db);
  program = await api.signIn('read audit write-all');
  // Without a token: whoever connects must know how.
  statement = (await request(api.app).get('/fhir/metadata')).body;
  resources = statement.rest[0]!.resource;
});
afterAll(() => db.destroy());

/** All routes there are, as `get /Patient/:id`. */
function routes(): string[] {
  interface Layer {
    route?: { path: string; methods: Record<string, boolean> };
    handle: { stack?: Layer[] };
  }
  const walk = (stack: Layer[]): string[] =>
    stack.flatMap(({ route, handle }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : walk(handle.stack ?? []),
    );
  return walk(api.app.router.stack as unknown as Layer[]);
}

describe('the CapabilityStatement', () => {
  it('promises no Encounter under an id that the sender chose', async () => {
    const encounter = resources.find(({ type }) => type === 'Encounter')!;
    expect(encounter).toMatchObject({ updateCreate: false, conditionalCreate: true, conditionalUpdate: true });
    expect(routes()).not.toContain('put /Encounter/:id');
  });
  it('names every route there is, and there is every one it names', () => {
    const named = resources.flatMap(({ type, interaction }) =>
      interaction.flatMap(
        ({ code }) =>
          ({
            read: [`get /${type}/:id`],
            'search-type': [`get /${type}`, `post /${type}/_search`],
            create: [`post /${type}`],
            update: [`put /${type}`],
          })[code]!,
      ),
    );
    const whole = ['get /metadata', 'get /.well-known/smart-configuration', 'post /'];
    const exporting = ['get /$export', 'get /$export/:id', 'delete /$export/:id', 'get /$export/:id/:file'];
    expect(statement.rest[0]!.interaction).toEqual([{ code: 'batch' }]);
    expect(statement.rest[0]!.operation.map(({ name }) => name)).toEqual(['export']);
    // A route may be met in two steps: a batch waits its turn before it is read.
    expect(new Set(routes())).toEqual(new Set([...named, ...whole, ...exporting]));
  });
  it('names for each kind search parameters and includes that a strict search takes', async () => {
    const values = { token: 'x', reference: 'x', date: '2026-06-01' } as Record<string, string>;
    for (const { type, searchParam, searchInclude } of resources) {
      const query = new URLSearchParams(searchParam.map(({ name, type }): [string, string] => [name, values[type]!]));
      for (const include of searchInclude ?? []) query.append('_include', include);
      const { status, body } = await program.get(`/fhir/${type}?${query}`, { prefer: 'handling=strict' });
      expect([type, status]).toEqual([type, 200]);
      // A person is in no address by a number of theirs; the link has whom it was of, and here it is of nobody.
      if (type === 'Patient') query.delete('identifier');
      expect(body.link[0].url).toBe(`${BASE}/${type}?${query}`);
      const more = await program.get(`/fhir/${type}?_include=${type}:nothing`, { prefer: 'handling=strict' });
      expect(more.status).toBe(400);
    }
  });
  it('says of each kind whether it has versions, and which conditions it takes', async () => {
    for (const { type, versioning, conditionalRead } of resources) {
      const [one] = await program.all(`${type}?_count=1`);
      const read = await program.get(`/fhir/${type}/${one!.id}`);
      const versioned = read.headers.etag !== undefined && one!.meta?.versionId !== undefined;
      expect([type, versioning]).toEqual([type, versioned ? 'versioned' : 'no-version']);
      const again = await program.get(`/fhir/${type}/${one!.id}`, {
        'if-none-match': String(one!.meta?.versionId && read.headers.etag),
      });
      expect([type, again.status]).toEqual([type, conditionalRead === 'not-match' ? 304 : 200]);
    }
    const conditional = resources.filter((r) => 'conditionalCreate' in r || 'conditionalUpdate' in r);
    expect(conditional.map(({ type }) => type)).toEqual(['Encounter']);
  });
  it('leads to where programs sign in', async () => {
    const { body } = await request(api.app).get('/fhir/.well-known/smart-configuration');
    expect(body).toMatchObject({
      token_endpoint: 'http://central.example/auth/token',
      token_endpoint_auth_signing_alg_values_supported: ['ES384'],
    });
    expect(statement.rest[0]!.security.service[0]!.coding[0]!.code).toBe('SMART-on-FHIR');
    expect(statement.rest[0]!.security.description).toMatch(/ES384/);
  });
});
