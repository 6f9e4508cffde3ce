import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { toBatchEntry, toEncounter } from '@tapwell/shared/fhir/encounter';
import type { Bundle, Encounter, OperationOutcome } from '@tapwell/shared/fhir/resources';
import { requireDevice } from '@tapwell/shared/http/device-access';
import { newId } from '@tapwell/shared/ids';
import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceStore, issueClientToken } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord, takenBack, visit } from '../testing/record.ts';
import { fhirRoutes } from './fhir-routes.ts';

let app: express.Express;
let db: CentralDb;
let token: string;
beforeAll(async () => {
  db = await smallRecord();
  token = await issueClientToken(db, 'test', 'read write-all', new Date(Date.now() + 60_000));
  app = express();
  app.use(
    '/fhir',
    fhirRoutes({
      db,
      requireDevice: requireDevice(deviceStore(db), { forms: true }),
      baseUrl: () => 'http://central.example/fhir',
      zone: 'Europe/London',
      onStored: () => {},
      log: (error) => {
        throw error;
      },
    }),
  );
});

const post = (body: unknown) =>
  request(app)
    .post('/fhir')
    .set('authorization', `Bearer ${token}`)
    .set('content-type', 'application/fhir+json')
    .send(body as object);
const get = (path: string) => request(app).get(path).set('authorization', `Bearer ${token}`);
const batch = (...entry: unknown[]) => ({ resourceType: 'Bundle', type: 'batch', entry });
const statuses = (body: Bundle) => body.entry!.map((e) => e.response!.status.slice(0, 3));
const session = (date: string) => {
  const { sessionId, sessionStart, sessionEnd, arrivedAt } = visit({}, date);
  return { sessionId, sessionStart, sessionEnd, arrivedAt };
};
/** Pairs a device as this hub, at the hall; its token. */
async function hubDevice(hub: string): Promise<string> {
  await db
    .insertInto('hub')
    .values({ id: hub, name: hub, venue_id: 'hall', scheme_id: 'scheme', roster_stale: 1 })
    .onConflict((c) => c.doNothing())
    .execute();
  const id = newId();
  await db
    .insertInto('device')
    .values({ id, kind: 'hub', hub_id: hub, name: 'Hub', scopes: 'write', public_jwk: null, revoked_at: null })
    .execute();
  const hubToken = newToken();
  await deviceStore(db).saveToken(tokenHash(hubToken), id, new Date(Date.now() + 60_000));
  return hubToken;
}
const search = async (query: string) => {
  const { body } = await get(`/fhir/Encounter?${query}`);
  return ((body as Bundle<Encounter>).entry ?? []).map((e) => e.resource!.id);
};

describe('a batch of Encounters', () => {
  it('answers 201 the first time and 200 when it is sent again', async () => {
    const entries = [visit({ personId: 'ahmed' }), visit()].map(toBatchEntry);
    expect(statuses((await post(batch(...entries))).body)).toEqual(['201', '201']);
    expect(statuses((await post(batch(...entries))).body)).toEqual(['200', '200']);
  });
  it('refuses the wrong entry with its reason, and stores the good ones around it', async () => {
    const good = [visit({}, '2026-06-08'), visit({}, '2026-06-15')];
    const noStatus = { ...toBatchEntry(visit()), resource: { resourceType: 'Encounter' } };
    const unknown = toBatchEntry(visit({ prescribedActivityId: 'nobody-walk' }));
    const patient = { resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } };
    const { body } = await post(
      batch(toBatchEntry(good[0]!), noStatus, unknown, patient, 'junk', toBatchEntry(good[1]!)),
    );
    expect(statuses(body)).toEqual(['201', '422', '422', '404', '400', '201']);
    const reasons = (body as Bundle).entry!.map((e) => e.response!.outcome?.issue[0]?.diagnostics);
    expect(reasons[1]).toMatch(/^Encounter\.identifier/);
    expect(reasons[2]).toMatch(/no such prescribed activity/);
  });
  it('takes an Encounter as this server gave it out, and knows it again', async () => {
    const a = visit({}, '2026-05-18');
    await post(batch(toBatchEntry(a)));
    const { body: given } = await get(`/fhir/Encounter/${a.id}`);
    expect(statuses((await post(batch({ ...toBatchEntry(a), resource: given }))).body)).toEqual(['200']);
  });
  it('refuses an arrival that cannot have been, naming the element', async () => {
    const future = toBatchEntry(visit({ arrivedAt: '2999-01-01T00:00:00.000Z' }));
    const backwards = toBatchEntry(visit({ personId: 'ahmed' }));
    backwards.resource!.period!.end = '2001-01-01T00:00:00Z';
    const nobody = toBatchEntry(visit());
    nobody.resource!.subject = {};
    const { body } = await post(batch(future, backwards, nobody));
    expect(statuses(body)).toEqual(['422', '422', '422']);
    expect(body.entry[2].response.outcome.issue[0].diagnostics).toMatch(/^Encounter\.subject\.identifier/);
  });
  it('takes no entry without the condition that makes it safe to send again', async () => {
    const entry = toBatchEntry(visit({}, '2026-06-22'));
    const unconditional = { ...entry, request: { method: 'POST', url: 'Encounter' } };
    expect(statuses((await post(batch(unconditional))).body)).toEqual(['412']);
  });
  it('lets a later version change when they came and left, by whom and why, and take it back and give it again', async () => {
    const a = visit({}, '2026-06-29');
    const by = { id: 'rosa', name: 'Rosa' };
    const left = { ...a, version: 1, leftAt: '2026-06-29T10:00:00.000Z' };
    const corrected = {
      ...left,
      version: 2,
      arrivedAt: '2026-06-29T09:30:00.000Z',
      late: true,
      by,
      reason: 'came late',
    };
    const undone = { ...takenBack(corrected), reason: 'wrong person' };
    const again = { ...corrected, version: 4, reason: null };
    const read = async () => (await get(`/fhir/Encounter/${a.id}`)).body as Encounter;
    expect(statuses((await post(batch(...[a, left, corrected].map(toBatchEntry)))).body)).toEqual([
      '201',
      '200',
      '200',
    ]);
    expect(await read()).toEqual({
      ...toEncounter(corrected),
      id: a.id,
      meta: { versionId: expect.stringMatching(/^2\.\d+$/), lastUpdated: expect.any(String) },
      subject: expect.objectContaining({ reference: 'Patient/mary' }),
      episodeOfCare: [expect.objectContaining({ reference: 'EpisodeOfCare/rx-mary' })],
      basedOn: [expect.objectContaining({ reference: 'ServiceRequest/mary-walk' })],
      location: [{ location: expect.objectContaining({ reference: 'Location/hall' }) }],
      serviceProvider: expect.objectContaining({ reference: 'Organization/provider' }),
    });
    await post(batch(toBatchEntry(undone)));
    expect((await read()).status).toBe('entered-in-error');
    await post(batch(toBatchEntry(again), toBatchEntry(left)));
    expect(await read()).toMatchObject({ status: 'finished', meta: { versionId: expect.stringMatching(/^4\./) } });
  });
  it('refuses a version that names another session, and one that repeats a number with something else in it', async () => {
    const a = visit({ personId: 'ahmed' }, '2026-06-29');
    const moved = { ...a, version: 1, ...session('2026-07-06') };
    const left = { ...a, version: 1, leftAt: '2026-06-29T10:00:00.000Z' };
    const otherLeft = { ...left, leftAt: '2026-06-29T09:30:00.000Z' };
    const { body } = await post(batch(...[a, moved, left, otherLeft, left].map(toBatchEntry)));
    expect(statuses(body)).toEqual(['201', '422', '200', '422', '200']);
  });
  it('creates with POST and changes with PUT, and takes neither for the other', async () => {
    const a = visit({}, '2026-05-11');
    const create = toBatchEntry(a);
    const change = toBatchEntry(takenBack(a));
    const { body } = await post(
      batch({ ...create, request: change.request }, { ...change, request: create.request }, create),
    );
    expect(statuses(body)).toEqual(['422', '422', '201']);
    const put = request(app).put(`/fhir/${change.request!.url}`).set('authorization', `Bearer ${token}`);
    expect((await put.set('content-type', 'application/fhir+json').send(change.resource)).status).toBe(200);
  });
  it('lets nobody but the hub that recorded an attendance change it, though it was paired anew since', async () => {
    const hubTokens = await Promise.all([hubDevice('hub'), hubDevice('hub'), hubDevice('other-hub')]);
    const [first, repaired, other] = hubTokens;
    const a = visit({ personId: 'ahmed' }, '2026-05-25');
    const as = async (hubToken: string, what: Attendance) =>
      statuses((await post(batch(toBatchEntry(what))).set('authorization', `Bearer ${hubToken}`)).body);
    expect(await as(first!, a)).toEqual(['201']);
    expect(await as(other!, takenBack(a))).toEqual(['422']);
    expect(await as(repaired!, takenBack(a))).toEqual(['200']);
  });
  it.each([
    ['invalid JSON', '{"resourceType":', 400],
    ['no Bundle', '{"resourceType":"Patient"}', 400],
    ['a transaction', '{"resourceType":"Bundle","type":"transaction","entry":[]}', 400],
    ['51 entries', JSON.stringify(batch(...Array(51).fill({}))), 413],
  ])('gives %s a clear error as an OperationOutcome, without a stack trace', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect((answer.body as OperationOutcome).resourceType).toBe('OperationOutcome');
    expect(answer.text).not.toMatch(/\.[tj]s\b|\n +at /);
  });
  it('is refused whole from a program that may only read, which may search', async () => {
    const reader = await issueClientToken(db, 'reader', 'read', new Date(Date.now() + 60_000));
    const as = (r: request.Test) => r.set('authorization', `Bearer ${reader}`);
    expect((await as(request(app).post('/fhir')).send(batch(toBatchEntry(visit())))).status).toBe(403);
    expect((await as(request(app).get('/fhir/Encounter'))).status).toBe(200);
  });
  it('lets a hub write for its own venue only, and read nothing', async () => {
    const hubToken = await hubDevice('hub');
    const as = (r: request.Test) => r.set('authorization', `Bearer ${hubToken}`);
    const elsewhere = visit({ venueId: 'library' }, '2026-05-25');
    const answer = await as(request(app).post('/fhir')).send(
      batch(...[visit({}, '2026-05-25'), elsewhere].map(toBatchEntry)),
    );
    expect(statuses(answer.body)).toEqual(['201', '422']);
    expect((await as(request(app).get('/fhir/Encounter'))).status).toBe(403);
  });
  it('is refused whole without a valid token', async () => {
    const answer = await request(app).post('/fhir').send(batch());
    expect(answer.status).toBe(401);
    expect(answer.body.resourceType).toBe('OperationOutcome');
  });
  it('answers every entry whatever an entry is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), async (entries) => {
        const answer = await post(batch(...entries));
        expect(answer.status).toBe(200);
        expect(statuses(answer.body).every((s) => s.startsWith('4'))).toBe(true);
        expect(answer.body.entry ?? []).toHaveLength(entries.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('searching Encounters', () => {
  let visits: Attendance[];
  beforeAll(async () => {
    visits = ['2026-07-06', '2026-07-13', '2026-07-20'].map((date) => visit({}, date));
    await post(batch(...visits.map(toBatchEntry)));
  });
  it('finds by attendance identifier, by patient and by NHS number', async () => {
    const [a] = visits;
    await expect(search(`identifier=https://tapwell.example/id/attendance|${a!.id}`)).resolves.toEqual([a!.id]);
    await expect(search('patient=Patient/mary&date=2026-07-13')).resolves.toEqual([visits[1]!.id]);
    await expect(search('patient:identifier=9990000018&date=2026-07-13')).resolves.toEqual([visits[1]!.id]);
    await expect(search('patient=nobody')).resolves.toEqual([]);
  });
  it('finds everything up to the end of time', async () => {
    await expect(search('patient=mary&date=ge2026-07-06&date=le9999-12-31')).resolves.toHaveLength(3);
  });
  it('reads a date as the local day and follows ge, gt, le and lt', async () => {
    const ids = visits.map((v) => v.id);
    await expect(search('patient=mary&date=ge2026-07-06&date=lt2026-07-20')).resolves.toEqual(ids.slice(0, 2));
    await expect(search('patient=mary&date=gt2026-07-13')).resolves.toEqual(ids.slice(2));
    await expect(search('patient=mary&date=ge2026-07-06&date=le2026-07-06')).resolves.toEqual(ids.slice(0, 1));
  });
  it('gives pages by next links until all are found', async () => {
    const seen: string[] = [];
    let url: string | undefined = 'http://central.example/fhir/Encounter?patient=mary&date=ge2026-07-06&_count=2';
    while (url) {
      const { body } = await get(url.replace('http://central.example', ''));
      seen.push(...(body as Bundle<Encounter>).entry!.map((e) => e.resource!.id!));
      url = (body as Bundle).link!.find((l) => l.relation === 'next')?.url;
    }
    expect(seen).toEqual(visits.map((v) => v.id));
  });
  it('says what the server can do without a token', async () => {
    const { status, body } = await request(app).get('/fhir/metadata');
    expect(status).toBe(200);
    expect(body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
  });
});
