import { problemHandler } from '@tapwell/shared/http/problem';
import express from 'express';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CentralDb } from '../../store/schema.ts';
import { smallRecord, smallRecords } from '../../testing/record.ts';
import type { HsdsService } from './model.ts';
import { openReferral } from './open-routes.ts';

/**
 * What the UK profile of HSDS 3.0 asks of what is served, written down here from
 * its documentation (docs.openreferraluk.org: API reference, schema reference and
 * profile compliance; read in the repositories OpenReferralUK/uk-profile and
 * tpximpact/OpenReferralApi). The schemas themselves are under another licence
 * and are not copied, so these are our reading of them: required fields, types,
 * formats and code lists.
 */
const id = z.uuid();
const date = z.iso.date();
const time = z.string().regex(/^\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/);
const term = z.looseObject({ id, name: z.string(), description: z.string(), taxonomy: z.string(), term: z.string() });
const taxonomy = z.looseObject({ id, name: z.string(), description: z.string() });
const organization = z.looseObject({
  id,
  name: z.string().min(1),
  description: z.string(),
  email: z.email().optional(),
  website: z.url().optional(),
});
const basic = z.looseObject({
  id,
  name: z.string().min(1),
  status: z.enum(['active', 'inactive', 'defunct', 'temporarily closed']),
  description: z.string().optional(),
  url: z.url().optional(),
  email: z.email().optional(),
  accreditations: z.string().optional(),
  minimum_age: z.number().optional(),
  maximum_age: z.number().optional(),
  last_modified: z.iso.datetime({ precision: 3 }).optional(),
  organization,
});
const location = z.looseObject({
  id,
  location_type: z.enum(['physical', 'postal', 'virtual']),
  name: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  addresses: z.array(
    z.looseObject({
      id,
      address_1: z.string(),
      city: z.string(),
      state_province: z.string(),
      postal_code: z.string(),
      country: z.string().length(2),
      address_type: z.enum(['physical', 'postal', 'virtual']),
    }),
  ),
  accessibility: z.array(z.looseObject({ id, description: z.string().optional() })),
});
const service = basic.extend({
  schedules: z.array(
    z.looseObject({
      id,
      valid_from: date.optional(),
      valid_to: date.optional(),
      dtstart: date.optional(),
      freq: z.enum(['WEEKLY', 'MONTHLY']).optional(),
      interval: z.number().int().min(1).optional(),
      byday: z
        .string()
        .regex(/^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$/)
        .optional(),
      opens_at: time.optional(),
      closes_at: time.optional(),
    }),
  ),
  service_at_locations: z.array(z.looseObject({ id, location })).min(1),
  languages: z.array(z.looseObject({ id })),
  cost_options: z.array(
    z.looseObject({ id, amount: z.number().optional(), amount_description: z.string().optional() }),
  ),
  contacts: z.array(z.looseObject({ id, phones: z.array(z.looseObject({ id, number: z.string() })) })),
  attributes: z.array(z.looseObject({ id, link_type: z.string().optional(), taxonomy_term: term })),
});
const pageOf = (item: z.ZodType) =>
  z
    .strictObject({
      total_items: z.number().int(),
      total_pages: z.number().int(),
      page_number: z.number().int(),
      size: z.number().int(),
      first_page: z.boolean(),
      last_page: z.boolean(),
      empty: z.boolean(),
      contents: z.array(item),
    })
    .refine((page) => page.size === page.contents.length && page.empty === (page.size === 0));

let db: CentralDb;
const faults: unknown[] = [];
const app = () => {
  const made = express();
  made.use('/openreferral', openReferral(db));
  made.use(problemHandler((error) => void faults.push(error)));
  return made;
};
const get = (path: string) => request(app()).get(`/openreferral${path}`);
beforeEach(async () => {
  faults.length = 0;
  db = await smallRecord();
  await db
    .updateTable('activity')
    .set({
      description: 'A gentle walk',
      url: 'https://walks.example',
      email: 'walks@example.org',
      phone: '01632 960001',
    })
    .set({ cost: 'Free', eligibility: 'Everyone', min_age: 18, max_age: 99, languages: 'en pl', capacity: 12 })
    .execute();
  await db
    .updateTable('venue')
    .set({ address: '1 Main Street', town: 'Luton', postcode: 'LU1 1AA', latitude: 51.88, longitude: -0.42 })
    .set({ accessibility: 'Step-free' })
    .execute();
});

describe('what Open Referral UK 3.0 asks for', () => {
  it('says what it is', async () => {
    const { body } = await get('/').expect(200);
    z.object({ version: z.string().regex(/3\.0/), profile: z.url(), openapi_url: z.url() }).parse(body);
  });
  it('lists services in pages and gives each in full by its id, always the same', async () => {
    const { body } = await get('/services').expect(200);
    pageOf(basic).parse(body);
    const [first] = body.contents;
    const full = (await get(`/services/${first.id}`).expect(200)).body as HsdsService;
    service.parse(full);
    expect(full).toMatchObject({
      name: 'Walk',
      status: 'active',
      minimum_age: 18,
      schedules: [
        {
          freq: 'WEEKLY',
          byday: 'MO',
          interval: 1,
          dtstart: '2026-01-05',
          valid_from: '2026-01-01',
          opens_at: '10:00',
          closes_at: '11:00',
        },
      ],
      cost_options: [{ amount_description: 'Free' }],
      service_at_locations: [{ location: { name: 'Hall', addresses: [{ postal_code: 'LU1 1AA', country: 'GB' }] } }],
      attributes: [{ taxonomy_term: { name: 'Physical activity' } }],
    });
    expect((await get('/services?full=true')).body.contents).toEqual([full]);
    expect((await get(`/services/${first.id}`)).body).toEqual(full);
  });
  it('lists organizations, places, taxonomies and terms in the same way', async () => {
    for (const [path, item, one] of [
      ['/organizations', organization, organization],
      ['/service_at_locations', z.looseObject({ id, location, service: basic }), z.looseObject({ id, location })],
      ['/taxonomies', taxonomy, taxonomy],
      ['/taxonomy_terms', term, term],
    ] as const) {
      const { body } = await get(path).expect(200);
      pageOf(item).parse(body);
      expect(body.empty).toBe(false);
      one.parse((await get(`${path}/${body.contents[0].id}`).expect(200)).body);
    }
  });
  it('finds by words, term, organization and time, and pages through', async () => {
    const walk = smallRecords().activity![0]!;
    for (const n of [1, 2, 3, 4])
      await db
        .insertInto('activity')
        .values({ ...walk, id: `walk-${n}`, name: `Club ${n}` })
        .execute();
    const ask = async (query: string) => (await get(`/services?${query}`).expect(200)).body;
    expect((await ask('search=club')).total_items).toBe(4);
    expect(await ask('per_page=2&page=3')).toMatchObject({ total_items: 5, total_pages: 3, size: 1, last_page: true });
    expect(await ask('page=9')).toMatchObject({ empty: true, contents: [], last_page: true });
    const { id: term } = (await get('/taxonomy_terms?search=volunteering')).body.contents[0];
    expect((await ask(`taxonomy_term_id=${term}`)).total_items).toBe(0);
    const { organization_id } = (await ask('')).contents[0];
    expect((await ask(`organization_id=${organization_id}`)).total_items).toBe(5);
    expect((await ask('minimal=true')).contents[0]).toEqual({ id: expect.any(String) });
    expect((await get('/services?format=ndjson')).text.trim().split('\n')).toHaveLength(5);
  });
  it('is open to everyone and every site, may be kept for a while, and sets no cookie', async () => {
    const { headers } = await get('/services').expect(200);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['cache-control']).toMatch(/public/);
    expect(headers['set-cookie']).toBeUndefined();
    await request(app()).options('/openreferral/services').expect(204);
  });
  it('cannot be changed, and says what is wrong with a question', async () => {
    await request(app()).post('/openreferral/services').send({}).expect(405);
    await get('/services/nobody').expect(404);
    for (const query of ['page=0', 'per_page=1000', 'postcode=LU1', 'page=x', 'full=maybe', 'search=a&search=b']) {
      await get(`/services?${query}`).expect(400);
    }
    expect(faults).toEqual([]);
  });
  it('keeps nobody from their turn by asking without end', async () => {
    const one = app();
    const ask = () => request(one).get('/openreferral/');
    for (let i = 0; i < 300; i++) await ask().expect(200);
    const refused = await ask().expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
  it('tells nothing of patients, staff, or what was withdrawn', async () => {
    const everything = async () =>
      (
        await Promise.all(
          ['/services?full=true', '/organizations?full_service=true', '/service_at_locations'].map((p) => get(p)),
        )
      )
        .map((answer) => answer.text)
        .join();
    const text = await everything();
    for (const word of ['Mary', 'Ahmed', '999000', 'Priya', 'Rosa']) expect(text).not.toContain(word);
    await db.updateTable('activity').set({ withdrawn_on: '2026-01-01' }).execute();
    expect(await everything()).not.toContain('A gentle walk');
    await db.updateTable('provider').set({ withdrawn_on: '2026-01-01' }).execute();
    expect((await get('/organizations')).body.empty).toBe(true);
  });
});
