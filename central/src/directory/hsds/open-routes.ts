import { Problem, parse } from '@tapwell/shared/http/problem';
import { wrongMethod } from '@tapwell/shared/http/strict';
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { CentralDb } from '../../store/schema.ts';
import type { HsdsDirectory, HsdsService, HsdsServiceBasic } from './model.ts';
import { pageOf } from './pages.ts';
import { polite } from './polite.ts';
import { readHsds } from './read-rows.ts';

/** For others to see what this API is; the first two are the standard's own addresses. */
const ABOUT = {
  version: 'HSDS-UK-3.0',
  profile: 'https://docs.openreferraluk.org/en/latest/',
  openapi_url: 'https://docs.openreferraluk.org/en/latest/openapi30.json',
};

const yes = z.enum(['true', 'false']).transform((value) => value === 'true');
const paging = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(50),
  search: z.string().max(200).default(''),
  format: z.enum(['json', 'ndjson']).default('json'),
};
const lists = z.looseObject({ ...paging });
const asked = z.looseObject({
  ...paging,
  minimal: yes.default(false),
  full: yes.default(false),
  full_service: yes.default(false),
  taxonomy_term_id: z.string().max(100).optional(),
  taxonomy_id: z.string().max(100).optional(),
  organization_id: z.string().max(100).optional(),
  modified_after: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
  postcode: z.never('We cannot search by place yet.').optional(),
  proximity: z.never('We cannot search by place yet.').optional(),
});

const FRESH_MS = 15_000;
const ASKED_A_MINUTE = 300;

/**
 * The directory as Open Referral UK 3.0 asks: read-only, open to everyone and
 * from every site's pages, without sign-in or cookies.
 */
export function openReferral(db: CentralDb, now = () => new Date()): Router {
  const router = Router();
  router.use((req, res, next) => {
    res.set({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
    if (req.method !== 'OPTIONS') return next();
    res.set({ 'access-control-allow-methods': 'GET, HEAD', 'access-control-max-age': '86400' }).status(204).end();
  }, polite(ASKED_A_MINUTE));

  // However many ask, it is worked out a few times a minute.
  let held: { at: number; directory: Promise<HsdsDirectory> } | undefined;
  const directory = () => {
    const at = now().getTime();
    if (!held || at - held.at >= FRESH_MS || at < held.at) {
      const mine = { at, directory: readHsds(db, now()) };
      // What failed is asked anew.
      mine.directory.catch(() => {
        if (held === mine) held = undefined;
      });
      held = mine;
    }
    return held.directory;
  };
  const send = (res: Response, body: unknown) => void res.set('cache-control', 'public, max-age=60').json(body);
  const list = (res: Response, all: object[], { page, per_page, format }: z.infer<typeof lists>) => {
    if (format === 'json') return send(res, pageOf(all, page, per_page));
    res.set('cache-control', 'public, max-age=60').type('application/x-ndjson');
    res.send(all.map((one) => `${JSON.stringify(one)}\n`).join(''));
  };
  const byId = <T extends { id: string }>(all: T[], id: string): T => {
    const found = all.find((one) => one.id === id);
    if (!found) throw new Problem(404, 'Not found', 'There is nothing with this id.');
    return found;
  };

  router.get('/', (_req, res) => send(res, ABOUT));
  router.get('/services', async (req, res) => {
    const query = parse(asked, req.query);
    const found = matching(await directory(), query);
    if (query.minimal) {
      return list(
        res,
        found.map(({ id, last_modified }) => ({ id, ...(last_modified && { modified_date: last_modified }) })),
        {
          ...query,
          per_page: Math.max(1, found.length),
        },
      );
    }
    list(res, query.full ? found : found.map(basic), query);
  });
  router.get('/services/:id', async (req, res) => send(res, byId((await directory()).services, req.params.id)));
  router.get('/organizations', async (req, res) => {
    const query = parse(asked, req.query);
    const all = await directory();
    const found = all.organizations.filter((o) => finds(`${o.name} ${o.description}`, query.search));
    list(
      res,
      query.full || query.full_service ? found.map((o) => withServices(o, all, query.full_service)) : found,
      query,
    );
  });
  router.get('/organizations/:id', async (req, res) => {
    const { full_service } = parse(asked, req.query);
    const all = await directory();
    send(res, withServices(byId(all.organizations, req.params.id), all, full_service));
  });
  router.get('/service_at_locations', async (req, res) => {
    const query = parse(asked, req.query);
    const all = matching(await directory(), query).flatMap((service) => atLocations(service, query.full));
    list(res, all, query);
  });
  router.get('/service_at_locations/:id', async (req, res) => {
    const all = (await directory()).services.flatMap((service) => atLocations(service, true));
    send(res, byId(all, req.params.id));
  });
  router.get('/taxonomies', async (req, res) => {
    const query = parse(lists, req.query);
    const { taxonomies } = await directory();
    list(
      res,
      taxonomies.filter((t) => finds(`${t.name} ${t.description}`, query.search)),
      query,
    );
  });
  router.get('/taxonomies/:id', async (req, res) => send(res, byId((await directory()).taxonomies, req.params.id)));
  router.get('/taxonomy_terms', async (req, res) => {
    const query = parse(asked, req.query);
    const { terms, taxonomies } = await directory();
    const of = taxonomies.some((t) => t.id === query.taxonomy_id) || query.taxonomy_id === undefined ? terms : [];
    list(
      res,
      of.filter((t) => finds(t.name, query.search)),
      query,
    );
  });
  router.get('/taxonomy_terms/:id', async (req, res) => send(res, byId((await directory()).terms, req.params.id)));
  router.use(
    wrongMethod(() => router),
    () => {
      throw new Problem(404, 'Not found', 'There is nothing at this address.');
    },
  );
  return router;
}

function finds(text: string, search: string): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

function matching({ services, taxonomies }: HsdsDirectory, query: z.infer<typeof asked>): HsdsService[] {
  const { search, taxonomy_term_id, taxonomy_id, organization_id, modified_after } = query;
  return services.filter((service) => {
    const { name, description = '', organization, attributes, last_modified } = service;
    const terms = attributes.map((a) => a.taxonomy_term);
    return (
      finds(`${name} ${description} ${organization.name} ${terms.map((t) => t.name).join(' ')}`, search) &&
      (taxonomy_term_id === undefined || terms.some((t) => t.id === taxonomy_term_id)) &&
      (taxonomy_id === undefined || taxonomies.some((t) => t.id === taxonomy_id)) &&
      (organization_id === undefined || service.organization_id === organization_id) &&
      // Of what was never changed here nobody knows how old it is: better once too often.
      (modified_after === undefined ||
        last_modified === undefined ||
        Date.parse(last_modified) >= Date.parse(modified_after))
    );
  });
}

/** A service as lists show it. */
function basic(service: HsdsService): HsdsServiceBasic {
  const { schedules, service_at_locations, languages, cost_options, contacts, attributes, x_tapwell, ...rest } =
    service;
  return rest;
}

function withServices(organization: HsdsDirectory['organizations'][number], all: HsdsDirectory, full: boolean) {
  const own = all.services.filter((s) => s.organization_id === organization.id);
  return { ...organization, services: full ? own : own.map(({ id, name, status }) => ({ id, name, status })) };
}

/** From a location's side: the service within it, without its locations. */
function atLocations(service: HsdsService, full: boolean) {
  const { service_at_locations, ...rest } = service;
  return service_at_locations.map((at) => ({ ...at, service: full ? rest : basic(service) }));
}
