import type { Bundle, BundleEntry, Resource } from '@tapwell/shared/fhir/resources';
import { Problem } from '@tapwell/shared/http/problem';
import type { Request, Response, Router } from 'express';
import type { CentralDb } from '../store/schema.ts';
import { fhir } from './answer.ts';
import type { Kind } from './kinds/kind.ts';
import { KINDS } from './kinds/kinds.ts';
import { logProgramRead, type Reader, readerOf } from './reader.ts';
import { writeCursor } from './search/cursor.ts';
import { type Found, findIncluded, findOne, findPage, isGone } from './search/find.ts';
import { readSearch } from './search/read-search.ts';

export interface ReadDeps {
  db: CentralDb;
  baseUrl: () => string;
  zone: string;
}

/** `GET /fhir/<type>/<id>`, `GET /fhir/<type>?…` and `POST /fhir/<type>/_search` of every kind. */
export function addReadRoutes(router: Router, deps: ReadDeps): void {
  for (const kind of KINDS) {
    router.get(`/${kind.type}`, async (req, res) => {
      await search(deps, kind, req, res, new URL(req.originalUrl, deps.baseUrl()).searchParams);
    });
    // An NHS number in an address would be in every log on the way.
    router.post(`/${kind.type}/_search`, async (req, res) => {
      const query = new URL(req.originalUrl, deps.baseUrl()).searchParams;
      for (const [name, value] of formOf(req.body)) query.append(name, value);
      await search(deps, kind, req, res, query);
    });
    router.get(`/${kind.type}/:id`, (req, res) => read(deps, kind, req, res));
  }
}

async function read({ db }: ReadDeps, kind: Kind, req: Request<{ id: string }>, res: Response): Promise<void> {
  const reader = await readerOf(db, req as Request, kind);
  const found = await findOne(db, kind, req.params.id, reader.scheme);
  if (!found) throw await whyNone(db, kind, req.params.id, reader);
  const { meta } = found.resource;
  await logProgramRead(db, reader, kind.type, [found.patientId]);
  if (meta?.versionId !== undefined && meta.lastUpdated !== undefined) {
    const etag = `W/"${meta.versionId}"`;
    res.set({ etag, 'last-modified': new Date(meta.lastUpdated).toUTCString() });
    const known = (req.get('if-none-match') ?? '').split(',').map((one) => one.trim());
    if (known.includes(etag) || known.includes('*')) return void res.status(304).end();
  }
  fhir(res, found.resource);
}

/** Whoever has it from before must hear that it is gone. */
async function whyNone(db: CentralDb, kind: Kind, id: string, { scheme }: Reader): Promise<Problem> {
  return (await isGone(db, kind, id, scheme))
    ? new Problem(410, 'Gone', 'The data of the person it was about was removed.')
    : new Problem(404, 'Not found', `There is no such ${kind.type}.`);
}

async function search(deps: ReadDeps, kind: Kind, req: Request, res: Response, query: URLSearchParams): Promise<void> {
  const { db, zone } = deps;
  const reader = await readerOf(db, req, kind);
  const base = deps.baseUrl();
  const asked = readSearch(kind, query, { zone, base }, /\bhandling=strict\b/i.test(req.get('prefer') ?? ''));
  const { found, next, used } = await findPage(db, kind, asked, reader.scheme);
  const included = await findIncluded(db, kind, found, asked, reader.scheme);
  await log(db, reader, kind, [...found, ...included]);
  const address = (parameters: URLSearchParams) => `${base}/${kind.type}${parameters.size ? `?${parameters}` : ''}`;
  const link = [{ relation: 'self', url: address(used) }];
  if (next) {
    const onward = new URLSearchParams(used);
    onward.set('_cursor', writeCursor(next));
    link.push({ relation: 'next', url: address(onward) });
  }
  const entry = [
    ...found.map(({ resource }) => entryOf(base, resource, 'match')),
    ...included.map(({ resource }) => entryOf(base, resource, 'include')),
  ];
  const bundle: Bundle<Resource> = { resourceType: 'Bundle', type: 'searchset', link };
  // R4 knows no empty lists.
  fhir(res, entry.length > 0 ? { ...bundle, entry } : bundle);
}

function log(db: CentralDb, reader: Reader, kind: Kind, found: Found[]): Promise<void> {
  return logProgramRead(
    db,
    reader,
    kind.type,
    found.map(({ patientId }) => patientId),
  );
}

function entryOf(base: string, resource: Resource, mode: 'match' | 'include'): BundleEntry<Resource> {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode } };
}

function formOf(body: unknown): URLSearchParams {
  if (body === undefined) return new URLSearchParams();
  if (body instanceof URLSearchParams) return body;
  throw new Problem(415, 'Unsupported media type', 'The body must be application/x-www-form-urlencoded.');
}
