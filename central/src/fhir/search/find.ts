import { fromFhirId, toFhirId } from '@tapwell/shared/fhir/fhir-id';
import type { Resource } from '@tapwell/shared/fhir/resources';
import { systems } from '@tapwell/shared/fhir/systems';
import type { CentralDb } from '../../store/schema.ts';
import type { After, Kind, Narrow } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { narrowed, type Search } from './read-search.ts';
import { patientTerm, type Term, type Whose } from './terms.ts';

/** A resource, and whom it is about. */
export interface Found {
  resource: Resource;
  patientId: string | null;
}

export interface Page {
  found: Found[];
  /** Where the next page begins; null at the end. */
  next: After | null;
}

const AT_ONCE = 200;
/** So many rows are looked at for one page; where few of them match it is shorter than asked for. */
const MOST_ROWS = 5_000;

export interface Answered extends Page {
  /** What was asked and is answered, without an identifier of anybody: links go into logs. */
  used: URLSearchParams;
}

/** One page of a search. */
export async function findPage(db: CentralDb, kind: Kind, search: Search, scheme: string | null): Promise<Answered> {
  const used = new URLSearchParams(search.used);
  const terms = [...search.terms];
  for (const whose of search.whose) {
    const param = kind.search[whose.name]!;
    const ids = await lookUp(db, whose, scheme);
    const fhirIds = ids.map(toFhirId);
    if (ids.length > 0) used.append(param.type === 'reference' ? whose.name : '_id', fhirIds.join(','));
    terms.push(patientTerm(param, fhirIds, ids));
  }
  const patients = patientsNamed(kind, search);
  const narrow = narrowed([...terms, ...(patients ? [{ matches: () => true, narrow: { patients } }] : [])]);
  const page = await collect(db, kind, {
    ...{ terms, count: search.count, after: search.after },
    narrow: scheme === null ? narrow : { ...narrow, scheme },
  });
  return { ...page, used };
}

/** One resource; undefined when there is none, or not for this scheme. */
export async function findOne(
  db: CentralDb,
  kind: Kind,
  id: string,
  scheme: string | null,
): Promise<Found | undefined> {
  return (await findMany(db, kind, [id], scheme))[0];
}

/** Whether there was one that went with the data of whom it was about. */
export async function isGone(db: CentralDb, kind: Kind, id: string, scheme: string | null): Promise<boolean> {
  return kind.goes === true && (await findMany(db, kind, [id], scheme, { removedSince: '' })).length > 0;
}

async function findMany(
  db: CentralDb,
  kind: Kind,
  ids: string[],
  scheme: string | null,
  more: Narrow = {},
): Promise<Found[]> {
  const wanted = new Set(ids);
  const rowIds = [...new Set(ids.flatMap((id) => kind.rowIds(id)))];
  if (rowIds.length === 0) return [];
  const narrow: Narrow = { ...more, ids: rowIds, ...(scheme !== null && { scheme }) };
  const terms: Term[] = [{ matches: ({ id }) => wanted.has(id ?? ''), narrow: {} }];
  return (await collect(db, kind, { narrow, terms, count: ids.length, after: null })).found;
}

/** What references of these resources point to, as far as it is here; each once. */
export async function findIncluded(
  db: CentralDb,
  kind: Kind,
  found: Found[],
  { includes }: Search,
  scheme: string | null,
): Promise<Found[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { param: name, type: only } of includes) {
    const param = kind.search[name];
    if (param?.type !== 'reference') continue;
    for (const { reference } of found.flatMap(({ resource }) => param.of(resource))) {
      const [type = '', id] = reference?.split('/') ?? [];
      if (id === undefined || (only !== null && only !== type)) continue;
      wanted.set(type, (wanted.get(type) ?? new Set()).add(id));
    }
  }
  const included = [...wanted].map(([type, ids]) => findMany(db, kindOf.get(type)!, [...ids], scheme));
  return (await Promise.all(included)).flat();
}

interface Collecting {
  narrow: Narrow;
  terms: Term[];
  count: number;
  after: After | null;
}

export async function collect(db: CentralDb, kind: Kind, asked: Collecting): Promise<Page> {
  const { terms, count } = asked;
  const found: Found[] = [];
  const { ids, identifiers, patients, venues, requests, plans } = asked.narrow;
  // Nothing is in an empty list, and no database likes to be asked.
  if (count === 0 || [ids, identifiers, patients, venues, requests, plans].some((list) => list?.length === 0))
    return { found, next: null };
  const bounded = !kind.bound || asked.narrow.upTo !== undefined;
  const narrow = bounded ? asked.narrow : { ...asked.narrow, upTo: await kind.bound!(db) };
  const limit = kind.atOnce ?? Math.min(AT_ONCE, count + 1);
  let { after } = asked;
  let last: After | null = null;
  for (let looked = 0; ; looked += limit) {
    const rows = await kind.rows(db, { narrow, after, limit });
    for (const { key, patientId, resources } of rows) {
      const behind = after?.key === key ? after.resource : undefined;
      for (const resource of resources) {
        if (behind !== undefined && resource.id! <= behind) continue;
        if (!terms.every((term) => term.matches(resource))) continue;
        if (found.length === count) return { found, next: last };
        found.push({ resource, patientId });
        last = { key, resource: resource.id! };
      }
    }
    if (rows.length < limit) return { found, next: null };
    after = { key: rows.at(-1)!.key };
    if (looked + limit >= MOST_ROWS) return { found, next: after };
  }
}

/** The first list of patients who are named by id, for the database. */
function patientsNamed(kind: Kind, { used }: Search): string[] | undefined {
  for (const name of ['patient', 'subject']) {
    const value = Object.hasOwn(kind.search, name) ? used.get(name) : null;
    if (value === null || value === '') continue;
    return value.split(',').flatMap((one) => fromFhirId(one.replace(/^.*Patient\//, '')) ?? []);
  }
  return undefined;
}

/** The ids of patients, of one scheme if only that may be read, by their identifiers. */
async function lookUp(db: CentralDb, { identifiers }: Whose, scheme: string | null): Promise<string[]> {
  const of = (system: string) =>
    identifiers.flatMap((one) => (one.system === undefined || one.system === system ? [one.value ?? ''] : []));
  const [numbers, ids] = [of(systems.nhsNumber), of(systems.person)];
  if (numbers.length + ids.length === 0) return [];
  let query = db
    .selectFrom('patient')
    .select('id')
    .where(({ or, eb }) =>
      or([
        ...(numbers.length > 0 ? [eb('nhs_number', 'in', numbers)] : []),
        ...(ids.length > 0 ? [eb('id', 'in', ids)] : []),
      ]),
    );
  if (scheme !== null) {
    query = query.where('id', 'in', (q) =>
      q.selectFrom('path').select('path.patient_id').where('path.scheme_id', '=', scheme),
    );
  }
  return (await query.execute()).map(({ id }) => id);
}
