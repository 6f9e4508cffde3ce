import { deletedLines } from '@tapwell/central/fhir/export/lines';
import type { Bundle, Encounter, Resource } from '@tapwell/shared/fhir/resources';
import { snomed } from '@tapwell/shared/fhir/systems';
import { newId } from '@tapwell/shared/ids';
import type { PathEvent } from '@tapwell/shared/path/events';
import { describe, expect, it } from 'vitest';
import { startRig, type WorkspaceRig } from '../workspace/rig.ts';
import { everything, program } from './program.ts';
import { faultsOf } from './validators.ts';

const TYPES = [
  ...['Encounter', 'Patient', 'EpisodeOfCare', 'CarePlan', 'ServiceRequest', 'Appointment', 'QuestionnaireResponse'],
  ...['Observation', 'HealthcareService', 'Organization', 'Location', 'Practitioner', 'PractitionerRole', 'Device'],
  ...['Provenance', 'AuditEvent'],
];

describe.each(['luton', 'blackburn-with-darwen', 'doncaster', 'halton-st-helens-knowsley'])(
  'all that is given out of %s',
  (scheme) => {
    it('is right to two validators, no period ends before it starts, and each code stands where it may', async () => {
      const rig = await startRig({ scheme, browser: false });
      try {
        await more(rig);
        const client = await program(rig.db, rig.url, ['read', 'audit']);
        const all: Resource[] = [];
        for (const type of TYPES) all.push(...(await everything(client, `${type}?_count=200`)));
        for (const type of TYPES) expect([type, all.some((r) => r.resourceType === type)]).toEqual([type, true]);
        expect((await Promise.all(all.map(faultsOf))).flat()).toEqual([]);

        const with_ = (code: string) => all.filter((r) => JSON.stringify(r).includes(code)).map((r) => r.resourceType);
        expect(new Set(with_(snomed.firstInteraction.code))).toEqual(new Set(['EpisodeOfCare']));
        expect(new Set(with_(snomed.declined.code))).toEqual(new Set(['EpisodeOfCare']));
        const ids = all.map((r) => `${r.resourceType}/${r.id}`);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of all) expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);

        const bundle = (await (
          await client.fetch('/fhir/Encounter?_count=3&_include=Encounter:subject')
        ).json()) as Bundle;
        await expect(faultsOf(bundle)).resolves.toEqual([]);
        const twice = (await everything(client, 'Encounter?_lastUpdated=ge2000')) as Encounter[];
        const [again] = twice.filter(({ id }) => !ids.includes(`Encounter/${id}`));
        expect(again).toMatchObject({ status: 'entered-in-error' });
        await expect(faultsOf(again)).resolves.toEqual([]);
        const removed = { scheme_id: rig.policy.id, since: '2000-01-01T00:00:00.000Z', types: TYPES.join(' ') };
        const { value: gone } = await deletedLines(rig.db, removed).next();
        expect(JSON.parse(gone!).entry).toEqual([{ request: { method: 'DELETE', url: 'EpisodeOfCare/path-ben' } }]);
        await expect(faultsOf(JSON.parse(gone!))).resolves.toEqual([]);
        const wrong = await (await client.fetch('/fhir/Encounter?date=yesterday')).json();
        await expect(faultsOf(wrong)).resolves.toEqual([]);
      } finally {
        await rig.close();
      }
    });
  },
);

describe('the validators', () => {
  const observation = {
    ...{ resourceType: 'Observation', id: 'one', status: 'final', code: { text: 'Happy' }, valueInteger: 3 },
    effectiveDateTime: '2026-06-01',
  };
  it.each([
    ['a code that is none', { ...observation, status: 'happy' }],
    ['a date that is none', { ...observation, effectiveDateTime: 'yesterday' }],
    ['an element that is none', { ...observation, colour: 'red' }],
    ['something missing', { ...observation, code: undefined }],
    [
      'a period that ends before it starts',
      { ...observation, effectiveDateTime: undefined, effectivePeriod: { start: '2026-06-02', end: '2026-06-01' } },
    ],
  ])('find %s, and nothing where all is well', async (_what, wrong) => {
    await expect(faultsOf(observation)).resolves.toEqual([]);
    expect((await faultsOf(wrong)).length).toBeGreaterThan(0);
  });
});

/** What the hall has nobody with: a lost card, kiosks, a corrected answer, a one-off done, a visit recorded twice, somebody whose data was removed. */
async function more({ db, policy, today }: WorkspaceRig): Promise<void> {
  const now = new Date().toISOString();
  const card = { profile: 'ntag424', key_version: 1, state_since: now, issued_at: now };
  await db
    .insertInto('card')
    .values([
      { ...card, id: 'card-mary', patient_id: 'mary', uid: '04112233445566', state: 'lost' },
      { ...card, id: 'card_new', patient_id: 'mary', uid: '04112233445577', state: 'active' },
    ])
    .execute();
  const kiosks = [{ id: 'front_door', name: 'Front door' }];
  await db
    .updateTable('hub')
    .set({ report: JSON.stringify({ kiosks }) })
    .execute();
  await db.updateTable('patient').set({ erased_at: now, nhs_number: null }).where('id', '=', 'ben').execute();
  await db
    .updateTable('patient')
    .set({ phone: '01632 960000', contact_by: 'text', language: 'cy' })
    .where('id', '=', 'mary')
    .execute();

  const { seq: _, ...visited } = await db.selectFrom('attendance').selectAll().limit(1).executeTakeFirstOrThrow();
  await db
    .insertInto('attendance')
    .values({ ...visited, id: newId(), duplicate_of: visited.id, updated_at: now })
    .execute();

  const [row] = await db
    .selectFrom('path_event')
    .select(['path_id', 'body'])
    .where('kind', '=', 'conversation')
    .execute();
  const first = JSON.parse(row!.body) as Extract<PathEvent, { kind: 'conversation' }>;
  const base = { by: first.by, why: null, corrects: null, on: today, recordedAt: now };
  const corrected: PathEvent = { ...first, ...base, id: newId(), corrects: first.id, on: first.on };
  const [imported] = policy.measures.imported;
  if (imported)
    corrected.measures = [...first.measures, { measure: 'imported', id: imported.id, score: imported.from }];
  const events: PathEvent[] = [corrected];
  const { body } = await db
    .selectFrom('path_event')
    .select('body')
    .where('path_id', '=', 'path-mary')
    .where('kind', '=', 'prescription')
    .executeTakeFirstOrThrow();
  const agreed = JSON.parse(body) as Extract<PathEvent, { kind: 'prescription' }>;
  for (const { id } of policy.oneOffs.slice(0, 1)) {
    const oneOffs = policy.oneOffs.map((one) => one.id);
    events.push({ ...agreed, ...base, id: newId(), corrects: agreed.id, on: agreed.on, oneOffs });
    events.push({ ...base, kind: 'one-off-done', id: newId(), oneOff: id });
  }
  const pathOf = (event: PathEvent) => (event === corrected ? row!.path_id : 'path-mary');
  await db
    .insertInto('path_event')
    .values(
      events.map((event) => ({
        ...{ id: event.id, path_id: pathOf(event), kind: event.kind, on_date: event.on },
        ...{ recorded_at: event.recordedAt, body: JSON.stringify(event) },
      })),
    )
    .execute();
}
