import { setTimeout as sleep } from 'node:timers/promises';
import type { Encounter, Resource } from '@tapwell/shared/fhir/resources';
import { newId } from '@tapwell/shared/ids';
import type { PathEvent } from '@tapwell/shared/path/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { erasePerson } from '../keep/erase.ts';
import type { CentralDb } from '../store/schema.ts';
import { takenBack, visit } from '../testing/record.ts';
import { insertCorrection, ofScheme } from './testing/changes.ts';
import { fhirApp, fhirRecord, type Program } from './testing/record.ts';

let db: CentralDb;
let reader: Program;
beforeEach(async () => {
  db = await fhirRecord();
  reader = await fhirApp(db).signIn('read');
});
afterEach(async () => {
  await db.destroy();
});

/** What comes after it has a later stamp. */
const moment = () => sleep(5);
const at = () => new Date().toISOString();
const store = (...visits: ReturnType<typeof visit>[]) =>
  storeAttendances(db, visits, { source: 'hub', venueId: null }, new Date());
const since = async (at: string, type = 'Encounter') => reader.all(`${type}?_lastUpdated=ge${at}`);
const statusOf = (found: Resource[]) => Object.fromEntries(found.map((one) => [one.id, (one as Encounter).status]));

/** Two visits of Mary to one session; the one recorded first comes last, and counts. */
async function twice() {
  const [first, second] = [visit({}, '2026-06-15'), visit({}, '2026-06-15')].sort((a, b) => (a.id < b.id ? -1 : 1));
  await store(second!);
  await moment();
  const read = at();
  const { headers } = await reader.get(`/fhir/Encounter/${second!.id}`);
  await moment();
  await store(first!);
  return { first: first!, second: second!, read, etag: headers.etag! };
}

describe('a visit that stopped counting', () => {
  it('is told to whoever asks what changed, as entered in error, with the one that counts', async () => {
    const { first, second, read } = await twice();
    const changed = await since(read);
    expect(statusOf(changed)).toEqual({ [first.id]: 'finished', [second.id]: 'entered-in-error' });
    expect(changed.find(({ id }) => id === second.id)).toMatchObject({
      extension: expect.arrayContaining([
        {
          url: 'https://tapwell.example/fhir/counted-as',
          valueReference: expect.objectContaining({ reference: `Encounter/${first.id}` }),
        },
      ]),
    });
  });
  it('is the same however it is read, and another version than before', async () => {
    const { second, etag } = await twice();
    const again = await reader.get(`/fhir/Encounter/${second.id}`, { 'if-none-match': etag });
    expect([again.status, again.body.status]).toEqual([200, 'entered-in-error']);
  });
  it('is in no list of those there are, and in none by the status of one that counts', async () => {
    const { second, read } = await twice();
    expect(statusOf(await reader.all('Encounter'))).not.toHaveProperty(second.id);
    expect(statusOf(await reader.all(`Encounter?_lastUpdated=ge${read}&status=finished`))).not.toHaveProperty(
      second.id,
    );
  });
  it('is in an export of what changed, and not in one of all there is', async () => {
    const { first, second, read } = await twice();
    const changed = await ofScheme(reader, `&_type=Encounter&_since=${read}`);
    expect(statusOf(changed.files.get('Encounter')!)).toEqual({
      [first.id]: 'finished',
      [second.id]: 'entered-in-error',
    });
    const whole = await ofScheme(reader, '&_type=Encounter');
    expect(statusOf(whole.files.get('Encounter')!)).not.toHaveProperty(second.id);
  });
  it('is told again when it counts after all', async () => {
    const { first, second } = await twice();
    await moment();
    const read = at();
    await store(takenBack(first));
    expect(statusOf(await since(read))).toEqual({ [first.id]: 'entered-in-error', [second.id]: 'finished' });
  });
});

describe('an answer whose correction was taken back', () => {
  it('is newer than when it was corrected, and in what changed since', async () => {
    const [event] = await conversations();
    const body = JSON.parse(event!.body) as PathEvent;
    await moment();
    const corrected = await insertCorrection(db, body, { ...body, id: newId() });
    const before = (await reader.all(`QuestionnaireResponse?_id=${body.id}.ons4`))[0]!;
    expect(before).toMatchObject({ status: 'entered-in-error' });
    await moment();
    const read = at();
    await insertCorrection(db, body, { ...base(body), kind: 'taken-back', id: newId() }, corrected);
    const [revived] = await reader.all(`QuestionnaireResponse?_id=${body.id}.ons4`);
    expect(revived).toMatchObject({ status: 'completed' });
    expect(revived!.meta!.lastUpdated! > before.meta!.lastUpdated!).toBe(true);
    const ids = (await since(read, 'QuestionnaireResponse')).map(({ id }) => id);
    expect(ids.sort()).toEqual([`${body.id}.ons4`, `${corrected}.ons4`].sort());
  });
});

describe('everything of a person whose data was removed', () => {
  const OF_HERS = [
    ...['Encounter', 'Provenance', 'EpisodeOfCare', 'CarePlan', 'ServiceRequest', 'Appointment'],
    ...['QuestionnaireResponse', 'Observation', 'Device'],
  ];
  const hers = async () => {
    const found = await Promise.all(
      OF_HERS.map((type) => (type === 'Provenance' ? provenances() : reader.ids(`${type}?patient=mary`))),
    );
    return found.flat();
  };
  const provenances = async () => {
    const visits = await reader.ids('Encounter?patient=mary');
    return visits.map((id) => id.replace('Encounter', 'Provenance'));
  };
  const erase = () => erasePerson(db, 'mary', { actor: 'staff lena', reason: 'asked', now: new Date() });

  it('is in no list and no export, and who has its address is told that it is gone', async () => {
    const before = await hers();
    for (const type of OF_HERS) expect([type, before.some((id) => id.startsWith(`${type}/`))]).toEqual([type, true]);
    await moment();
    await erase();
    await moment();
    expect(await hers()).toEqual([]);
    for (const type of OF_HERS) {
      const left = JSON.stringify(await reader.all(`${type}?_count=500`));
      expect([type, /rx-mary|mary-walk|Patient\/mary|card-mary/.test(left)]).toEqual([type, false]);
    }
    for (const address of before) {
      const { status, body } = await reader.get(`/fhir/${address}`, { 'if-none-match': '*' });
      expect([address, status, body.issue?.[0]?.code]).toEqual([address, 410, 'deleted']);
    }
    const { files, manifest } = await ofScheme(reader);
    expect(JSON.stringify([...files].filter(([type]) => type !== 'Patient'))).not.toMatch(
      /rx-mary|mary-walk|Patient\/mary|card-mary/,
    );
    expect(manifest.deleted).toEqual([]);
  });
  it('is told by the patient, who is inactive and has changed', async () => {
    await moment();
    const read = at();
    await erase();
    expect(await since(read, 'Patient')).toMatchObject([{ id: 'mary', active: false }]);
  });
  it('is in the list of what was deleted since, of an export of what changed', async () => {
    const before = await hers();
    await moment();
    const read = at();
    await erase();
    await moment();
    const { deleted, files } = await ofScheme(reader, `&_since=${read}`);
    expect([...deleted].sort()).toEqual(before.sort());
    expect(JSON.stringify([...files].filter(([type]) => type !== 'Patient'))).not.toMatch(/mary/);
    await moment();
    const { manifest: next } = await ofScheme(reader, `&_since=${at()}`);
    expect(next.deleted).toEqual([]);
  });
  it('is gone for those who may read one scheme alone, and for them nobody else’s is', async () => {
    await erase();
    const other = await fhirApp(db).signIn('read', 'blackburn');
    expect((await other.get('/fhir/EpisodeOfCare/rx-mary')).status).toBe(404);
    const { manifest } = await ofScheme(other, '&_since=2026-01-01T00:00:00Z', 'blackburn');
    expect(manifest.deleted).toEqual([]);
    const own = await fhirApp(db).signIn('read', 'scheme');
    expect((await own.get('/fhir/EpisodeOfCare/rx-mary')).status).toBe(410);
  });
  it('says on record when it changed, where it stays for the figures', async () => {
    await moment();
    const read = at();
    await erase();
    const visits = await db.selectFrom('attendance').select('updated_at').where('patient_id', '=', 'mary').execute();
    expect(visits.length).toBeGreaterThan(0);
    expect(visits.every(({ updated_at }) => updated_at >= read)).toBe(true);
  });
});

function conversations() {
  return db.selectFrom('path_event').select('body').where('kind', '=', 'conversation').execute();
}

const base = ({ on, by, why }: PathEvent) => ({ on, by, why });
