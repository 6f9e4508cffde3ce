import type { Bundle, OperationOutcome, Resource } from '@tapwell/shared/fhir/resources';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeAttendances } from '../../ingest/store-attendance.ts';
import type { CentralDb } from '../../store/schema.ts';
import { visit } from '../../testing/record.ts';
import { KINDS } from '../kinds/kinds.ts';
import { BASE, fhirApp, fhirRecord, type Program } from '../testing/record.ts';

let db: CentralDb;
let api: ReturnType<typeof fhirApp>;
let reader: Program;
beforeAll(async () => {
  db = await fhirRecord();
  api = fhirApp(db);
  reader = await api.signIn('read audit');
});
afterAll(() => db.destroy());

const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const ID = 'https://tapwell.example/id';
const bundle = async (search: string, headers = {}) =>
  (await reader.get(`/fhir/${search}`, headers)).body as Bundle<Resource>;
const link = ({ link = [] }: Bundle, relation: string) => link.find((one) => one.relation === relation)?.url;

describe('a search', () => {
  it.each([
    ['Patient?_id=mary', ['Patient/mary']],
    ['Patient?_id=mary,ahmed', ['Patient/ahmed', 'Patient/mary']],
    [`Patient?identifier=${NHS}|9990000018`, ['Patient/mary']],
    ['Patient?identifier=9990000018', ['Patient/mary']],
    [`Patient?identifier=${ID}/person|9990000018`, []],
    ['Patient?birthdate=1960', ['Patient/zoe.-5fz']],
    ['Patient?birthdate=lt1960-02-29', []],
    ['Patient?_id=zoe.-5fz', ['Patient/zoe.-5fz']],
    ['EpisodeOfCare?patient=mary', ['EpisodeOfCare/rx-mary']],
    [`EpisodeOfCare?identifier=${ID}/prescription|rx-mary`, ['EpisodeOfCare/rx-mary']],
    ['EpisodeOfCare?status=finished', ['EpisodeOfCare/rx-mary']],
    ['EpisodeOfCare?care-manager=PractitionerRole/priya&patient=zoe.-5fz', ['EpisodeOfCare/path-zoe']],
    ['CarePlan?subject=Patient/mary', ['CarePlan/rx-mary']],
    ['CarePlan?date=gt2027', ['CarePlan/path-zoe']],
    ['CarePlan?status=completed,revoked', ['CarePlan/rx-mary']],
    [`ServiceRequest?patient=${BASE}/Patient/mary`, ['ServiceRequest/mary-walk']],
    ['ServiceRequest?based-on=CarePlan/path-zoe', ['ServiceRequest/zoe-walk']],
    ['ServiceRequest?patient.identifier=9990000018', ['ServiceRequest/mary-walk']],
    [`ServiceRequest?patient:identifier=${ID}/person|ahmed`, ['ServiceRequest/ahmed-walk']],
    ['ServiceRequest?patient:identifier=9990000999', []],
    [`ServiceRequest?based-on:identifier=${ID}/prescription|rx-ahmed`, ['ServiceRequest/ahmed-walk']],
    ['HealthcareService?organization=provider', ['HealthcareService/walk']],
    ['Organization?identifier=provider', ['Organization/provider']],
    ['Location?_id=hall', ['Location/hall']],
    ['PractitionerRole?practitioner=priya', ['PractitionerRole/priya']],
    ['Device?type=card', ['Device/card.card-mary']],
    ['Device?_id=hub.hub,kiosk.hub.kiosk-1', ['Device/hub.hub', 'Device/kiosk.hub.kiosk-1']],
    ['Device?patient=mary', ['Device/card.card-mary']],
    ['Device?patient=ahmed', []],
    ['AuditEvent?_id=0', []],
    ['Encounter?location=nowhere', []],
    [`Encounter?location:identifier=${ID}/person|hall`, []],
  ])('finds by %s what it should', async (search, expected) => {
    expect((await reader.ids(search)).sort()).toEqual(expected);
  });
  it('finds visits by where they were, however the place is named', async () => {
    const all = (await reader.ids('Encounter?_count=500')).sort();
    expect(all.length).toBeGreaterThan(0);
    for (const place of ['location=hall', 'location=Location/hall', `location=${BASE}/Location/hall`]) {
      expect((await reader.ids(`Encounter?_count=500&${place}`)).sort()).toEqual(all);
    }
    for (const place of ['hall', `${ID}/venue|hall`, `${ID}/venue|`]) {
      expect((await reader.ids(`Encounter?_count=500&location:identifier=${place}`)).sort()).toEqual(all);
    }
  });
  it('finds answers and scores by patient, code, category and day, and whom they came from', async () => {
    const happy = await reader.all('Observation?patient=mary&code=https://tapwell.example/fhir/measure|ons4-happy');
    expect(happy.map((o) => (o as { valueInteger?: number }).valueInteger)).toEqual([4, 8]);
    await expect(reader.all('Observation?category=survey&date=2026-08-10')).resolves.toHaveLength(4);
    await expect(reader.all('Observation?date=ge2026-08-11')).resolves.toEqual([]);
    const [, after] = await reader.all('QuestionnaireResponse?patient=mary');
    expect(after).toMatchObject({ status: 'completed', basedOn: [{ reference: 'CarePlan/rx-mary' }] });
    await expect(reader.ids(`Observation?derived-from=${after!.id}`)).resolves.toHaveLength(4);
    await expect(reader.ids('QuestionnaireResponse?authored=gt2026-08')).resolves.toEqual([]);
  });
  it('says who did not come only where that is known', async () => {
    // Between Mary's visits the walk ran once without her; before the first of all it is not known to have run.
    const absent = await reader.all('Appointment?patient=mary');
    expect(absent).toMatchObject([
      {
        id: 'mary-walk.20260525T1000',
        status: 'noshow',
        start: '2026-05-25T09:00:00.000Z',
        end: '2026-05-25T10:00:00.000Z',
      },
    ]);
    await expect(reader.ids('Appointment?based-on=mary-walk&status=noshow&date=2026-05-25')).resolves.toHaveLength(1);
    await expect(reader.ids('Appointment?_id=mary-walk.20260525T1000')).resolves.toHaveLength(1);
    await expect(reader.ids('Appointment?_id=mary-walk.20260601T1000')).resolves.toEqual([]);
  });
  it('says which hub sent a visit, and from which card it was read', async () => {
    const [visited] = await reader.all('Encounter?patient=mary');
    await expect(reader.all(`Provenance?target=Encounter/${visited!.id}`)).resolves.toMatchObject([
      {
        id: visited!.id,
        entity: [{ what: { reference: 'Device/card.card-mary' } }],
        agent: [{ who: { type: 'Device' } }],
      },
    ]);
  });
  it('that asks what has two conditions of one kind asks for both', async () => {
    await expect(reader.ids('Encounter?patient=mary&date=ge2026-05-18&date=lt2026-06-08')).resolves.toHaveLength(2);
    await expect(reader.ids('Encounter?patient=mary&patient=ahmed')).resolves.toEqual([]);
  });
  it('by form keeps an NHS number out of the address', async () => {
    const { status, body } = await reader
      .send('post', '/fhir/Encounter/_search')
      .type('form')
      .send(`patient:identifier=${encodeURIComponent(`${NHS}|9990000018`)}&_count=10`);
    expect(status).toBe(200);
    expect((body as Bundle).entry).toHaveLength(4);
    const json = await reader.send('post', '/fhir/Encounter/_search').send({ patient: 'mary' });
    expect(json.status).toBe(415);
  });
  it.each([
    ['Encounter', 'patient:identifier', 'patient'],
    ['Patient', 'identifier', '_id'],
  ])('of %s by NHS number never has it in a link, and the links find the same', async (type, parameter, named) => {
    const numbers = type === 'Patient' ? `${NHS}|9990000018,9990000026` : `${NHS}|9990000018`;
    const { body } = await reader
      .send('post', `/fhir/${type}/_search`)
      .type('form')
      .send(`${parameter}=${encodeURIComponent(numbers)}&_count=1`);
    expect(JSON.stringify(body.link)).not.toMatch(/999\d{7}/);
    expect([...new URL(link(body, 'self')!).searchParams.keys()].sort()).toEqual(['_count', named].sort());
    const next = await reader.get(link(body, 'next')!);
    const ids = [body, next.body].map((page: Bundle<Resource>) => page.entry![0]!.resource!.id);
    const all = await reader.ids(`${type}?${parameter}=${numbers}`);
    expect(ids.map((id) => `${type}/${id}`)).toEqual(all.slice(0, 2));
  });
  it('does not tell a program of one scheme that somebody of another is here', async () => {
    const other = await api.signIn('read', 'blackburn');
    const form = `patient:identifier=${encodeURIComponent(`${NHS}|9990000018`)}`;
    const { body } = await other.send('post', '/fhir/Encounter/_search').type('form').send(form);
    expect(body.link).toEqual([{ relation: 'self', url: `${BASE}/Encounter` }]);
  });
  it('for somebody who is not here has no identifier in a link either', async () => {
    const { body } = await reader
      .send('post', '/fhir/Encounter/_search')
      .type('form')
      .send('patient:identifier=9990000999');
    expect(body.entry).toBeUndefined();
    expect(body.link).toEqual([{ relation: 'self', url: `${BASE}/Encounter` }]);
  });
});

describe('every kind of resource', () => {
  it.each(KINDS.map((kind) => kind.type))('%s is found page by page, each once, and can be read', async (type) => {
    const all = await reader.ids(`${type}?_count=500`);
    expect(all.length).toBeGreaterThan(0);
    const first = all.slice(0, 12);
    const paged: string[] = [];
    let url: string | undefined = `/fhir/${type}?_count=1`;
    while (url && paged.length < first.length) {
      const { body } = await reader.get(url);
      paged.push(...(body as Bundle<Resource>).entry!.map((e) => `${type}/${e.resource!.id}`));
      url = link(body as Bundle, 'next');
    }
    expect(paged).toEqual(first);
    const { status, body } = await reader.get(`/fhir/${first[0]}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ resourceType: type });
    expect((await reader.get(`/fhir/${type}/nobody`)).status).toBe(404);
  });
  it.each(KINDS.filter((kind) => !kind.unversioned).map((kind) => kind.type))(
    '%s has a version, by which nobody reads the same again, and is found by its last change',
    async (type) => {
      const [{ id, meta }] = (await reader.all(`${type}?_count=1`)).filter((r) => r.meta) as [Resource];
      const { headers } = await reader.get(`/fhir/${type}/${id}`);
      expect(headers.etag).toBe(`W/"${meta!.versionId}"`);
      const again = await reader.get(`/fhir/${type}/${id}`, { 'if-none-match': headers.etag! });
      expect([again.status, again.text]).toEqual([304, '']);
      const at = encodeURIComponent(meta!.lastUpdated!);
      await expect(reader.ids(`${type}?_id=${id}&_lastUpdated=${at}`)).resolves.toHaveLength(1);
      await expect(reader.ids(`${type}?_id=${id}&_lastUpdated=gt${at}`)).resolves.toEqual([]);
    },
  );
  it.each(
    KINDS.flatMap(({ type, search }) =>
      Object.entries(search).flatMap(([name, p]) => (p.type === 'reference' ? [[type, name]] : [])),
    ),
  )('%s brings what its %s points to', async (type, name) => {
    const { entry = [] } = await bundle(`${type}?_include=${type}:${name}`, { prefer: 'handling=strict' });
    expect(entry.length).toBeGreaterThan(0);
    const matches = entry.filter((e) => e.search!.mode === 'match').map((e) => e.resource!);
    const param = KINDS.find((kind) => kind.type === type)!.search[name!]!;
    const wanted = new Set(
      matches.flatMap((r) => (param.type === 'reference' ? param.of(r) : [])).map((r) => r.reference),
    );
    const came = entry
      .filter((e) => e.search!.mode === 'include')
      .map(({ resource: r }) => `${r!.resourceType}/${r!.id}`);
    expect(new Set(came)).toEqual(new Set([...wanted].filter((one) => one !== undefined)));
    expect(came.length).toBe(new Set(came).size);
  });
});

describe('pages', () => {
  it('neither skip nor repeat anybody while others write', async () => {
    const before = await reader.ids('Patient?_count=500');
    const first = await bundle('Patient?_count=1');
    await db
      .insertInto('patient')
      .values({
        id: 'aaron',
        nhs_number: null,
        given: 'Aaron',
        family: 'Test',
        display_name: 'Aaron',
        language: null,
        larger_text: 0,
      })
      .execute();
    await db.updateTable('patient').set({ display_name: 'Maria' }).where('id', '=', 'mary').execute();
    const rest = await reader.ids(link(first, 'next')!.slice(BASE.length + 1));
    expect([`Patient/${first.entry![0]!.resource!.id}`, ...rest]).toEqual(before);
    await db.deleteFrom('patient').where('id', '=', 'aaron').execute();
  });
  it('go on to what arrived meanwhile, where that is in the order of arrival', async () => {
    const first = await bundle('Encounter?patient=ahmed&_count=1');
    expect(link(first, 'next')).toBeUndefined();
    const mary = await bundle('Encounter?patient=mary&_count=3');
    const late = visit({}, '2026-05-04');
    await storeAttendances(db, [late], { source: 'hub', venueId: null }, new Date());
    const rest = await reader.ids(link(mary, 'next')!.slice(BASE.length + 1));
    expect(rest).toHaveLength(2);
    expect(rest.at(-1)).toBe(`Encounter/${late.id}`);
  });
  it('have at most as many as asked for, and never a total', async () => {
    const page = await bundle('Observation?_count=3&_total=accurate');
    expect(page.entry).toHaveLength(3);
    expect(page.total).toBeUndefined();
    expect(link(page, 'self')).not.toMatch(/_total/);
    expect((await bundle('Observation?_count=0')).entry).toBeUndefined();
  });
});

describe('what is not supported', () => {
  it('is left out and not in the self link, or refused where handling is strict', async () => {
    const lenient = await bundle('Encounter?colour=red&patient=mary');
    expect(link(lenient, 'self')).toBe(`${BASE}/Encounter?patient=mary`);
    const strict = await reader.get('/fhir/Encounter?colour=red', { prefer: 'handling=strict' });
    expect([strict.status, (strict.body as OperationOutcome).resourceType]).toEqual([400, 'OperationOutcome']);
  });
  it.each([
    'Encounter?date=yesterday',
    'Encounter?date=2026-02-31',
    'Encounter?date=2026-03-01T10:00',
    'Encounter?_count=lots',
    'Encounter?_cursor=abc',
    'Encounter?patient:missing=true',
    'Encounter?identifier=system|',
    'Encounter?_lastUpdated=ap2026',
  ])('%s is refused whoever asks, as it would turn the question round', async (search) => {
    const { status, body } = await reader.get(`/fhir/${search}`);
    expect(status).toBe(400);
    expect((body as OperationOutcome).resourceType).toBe('OperationOutcome');
  });
  it('another format is refused as such, and there is nothing at another type', async () => {
    expect((await reader.get('/fhir/Encounter?_format=xml')).status).toBe(406);
    expect((await reader.get('/fhir/Medication')).status).toBe(404);
  });
  it('is never our fault, whatever is asked', async () => {
    const names = ['_id', '_lastUpdated', '_count', '_cursor', '_include', '_total', '_format', 'patient', 'subject'];
    const more = [
      'identifier',
      'date',
      'status',
      'patient:identifier',
      'patient.identifier',
      'based-on',
      'code',
      'type',
    ];
    const name = fc.oneof(fc.constantFrom(...names, ...more), fc.string({ maxLength: 20 }));
    const value = fc.oneof(
      fc.string({ maxLength: 40, unit: 'binary' }),
      fc.constantFrom('ge2026-05-11', 'Patient/mary', '|', ',', '\\', 'Encounter:patient', '9999-12-31', '2026', 'eq'),
      fc.tuple(fc.string(), fc.option(fc.string())).map((c) => Buffer.from(JSON.stringify(c)).toString('base64url')),
    );
    const type = fc.constantFrom(...KINDS.map((kind) => kind.type));
    await fc.assert(
      fc.asyncProperty(type, fc.array(fc.tuple(name, value), { maxLength: 4 }), async (kind, query) => {
        const { status } = await reader.get(`/fhir/${kind}?${new URLSearchParams(query)}`);
        expect([200, 400, 406]).toContain(status);
      }),
      { numRuns: 150 },
    );
    expect(api.problems).toEqual([]);
  }, 60_000);
});
