import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { KINDS } from './kinds/kinds.ts';
import { BASE, fhirApp, fhirRecord } from './testing/record.ts';

let db: CentralDb;
let api: ReturnType<typeof fhirApp>;
beforeEach(async () => {
  db = await fhirRecord();
  api = fhirApp(db);
});
afterEach(() => db.destroy());

const log = () => db.selectFrom('audit').selectAll().orderBy('seq').execute();

describe('who may read', () => {
  it('is not a hub, which writes what happened at its venue', async () => {
    const hub = await api.signIn('write', null, 'hub');
    for (const { type } of KINDS) {
      expect((await hub.get(`/fhir/${type}`)).status).toBe(403);
      expect((await hub.get(`/fhir/${type}/mary`)).status).toBe(403);
    }
    expect((await hub.get('/fhir/$export', { prefer: 'respond-async' })).status).toBe(403);
    await expect(log()).resolves.toEqual([]);
  });
  it('is a program with the scope read, for all but the log of who read what', async () => {
    const [reader, auditor, writer] = await Promise.all(
      ['read', 'audit', 'write-all'].map((scope) => api.signIn(scope)),
    );
    for (const { type } of KINDS) {
      const statuses = await Promise.all(
        [reader!, auditor!, writer!].map(async (p) => (await p.get(`/fhir/${type}`)).status),
      );
      expect([type, ...statuses]).toEqual(type === 'AuditEvent' ? [type, 403, 200, 403] : [type, 200, 403, 403]);
    }
  });
  it('for one scheme sees no patient of another, by whatever way', async () => {
    const one = await api.signIn('read audit', 'blackburn');
    for (const { type, forAudit, search } of KINDS) {
      if (forAudit) continue;
      const text = JSON.stringify(await one.all(type));
      expect(text).not.toMatch(/mary|ahmed/i);
      for (const name of ['patient', 'subject']) {
        if (name in search) await expect(one.ids(`${type}?${name}=mary`)).resolves.toEqual([]);
      }
    }
    await expect(one.ids('Encounter')).resolves.toHaveLength(1);
    for (const address of ['Patient/mary', 'CarePlan/rx-mary', 'EpisodeOfCare/rx-ahmed', 'Device/card.card-mary']) {
      expect((await one.get(`/fhir/${address}`)).status).toBe(404);
    }
    expect((await one.get('/fhir/AuditEvent')).status).toBe(403);
  });
  it('gets no resource whose words hold a card’s number or key', async () => {
    const reader = await api.signIn('read audit');
    for (const { type } of KINDS) expect(JSON.stringify(await reader.all(type))).not.toMatch(/04112233445566/);
  });
});

describe('the log of who read what', () => {
  it('has one entry for each request that gave out something about patients, and none for one that did not', async () => {
    const reader = await api.signIn('read');
    await reader.get('/fhir/Patient/mary');
    await reader.get('/fhir/Encounter?_include=Encounter:patient');
    await reader.get('/fhir/Patient?_id=nobody');
    await reader.get('/fhir/HealthcareService');
    await reader.get('/fhir/Patient/mary', { 'if-none-match': '*' });
    const entries = await log();
    expect(entries.map(({ actor, action }) => [actor, action])).toEqual([
      [`device ${reader.id}`, 'read Patient'],
      [`device ${reader.id}`, 'read Encounter'],
      [`device ${reader.id}`, 'read Patient'],
    ]);
    expect(entries.map(({ subject }) => subject)).toEqual(['mary', expect.stringMatching(/^group /), 'mary']);
    const group = await db.selectFrom('audit_group').select('subject').orderBy('subject').execute();
    expect(group.map(({ subject }) => subject)).toEqual(['ahmed', 'mary', 'zoe_z']);
    await expect(verifyAudit(db)).resolves.toMatchObject({ broken: null });
  });
  it('is given out with the hash that covers the entry before', async () => {
    const auditor = await api.signIn('read audit');
    await auditor.get('/fhir/Patient/mary');
    const [entry] = await auditor.all('AuditEvent?action=R');
    const [row] = await log();
    expect(entry).toMatchObject({ id: '1', action: 'R', agent: [{ who: { identifier: { value: auditor.id } } }] });
    expect(JSON.stringify(entry)).toContain(row!.hash);
  });
});

describe('a visit sent by itself', () => {
  it('is created once on condition of its identifier, and changed on the same condition', async () => {
    const writer = await api.signIn('read write-all');
    const [given] = await writer.all('Encounter?patient=ahmed');
    const a = { ...given!, id: undefined, meta: undefined };
    const condition = `identifier=https://tapwell.example/id/attendance|${given!.id}`;
    const again = await writer.send('post', '/fhir/Encounter').set('if-none-exist', condition).send(a);
    expect([again.status, again.headers.location]).toEqual([200, `${BASE}/Encounter/${given!.id}`]);
    expect((await writer.send('post', '/fhir/Encounter').send(a)).status).toBe(412);
    expect((await writer.send('put', `/fhir/Encounter?${condition}`).send(a)).status).toBe(422);
    expect((await writer.send('put', `/fhir/Encounter/${given!.id}`).send(a)).status).toBe(405);
  });
  it('is all that programs write: whatever else is kept by people', async () => {
    const writer = await api.signIn('read write-all');
    for (const { type } of KINDS.filter((kind) => kind.type !== 'Encounter')) {
      expect((await writer.send('post', `/fhir/${type}`).send({ resourceType: type })).status).toBe(405);
      expect((await writer.send('put', `/fhir/${type}/mary`).send({ resourceType: type })).status).toBe(405);
      expect((await writer.send('delete', `/fhir/${type}/mary`)).status).toBe(405);
    }
  });
});
