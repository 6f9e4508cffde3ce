import type { Identifier, Reference, Resource } from '@tapwell/shared/fhir/resources';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { CentralDb } from '../../store/schema.ts';

/** From when to when, as instants; without an end it goes on, without a start it has always been. */
export interface Span {
  start?: string | undefined;
  end?: string | undefined;
}

/** What a resource can be searched by, as R4 names and types it. */
export type Param<R extends Resource> =
  | { type: 'token'; of(resource: R): Identifier[] }
  | { type: 'reference'; targets: string[]; of(resource: R): Reference[]; narrows?: Narrowing }
  | { type: 'date'; of(resource: R): Span[] };

/** Which rows a reference leaves, as far as the database can tell. */
export interface Narrowing {
  by: 'ids' | 'venues' | 'requests' | 'plans';
  /** From the id of what is referred to; by default it is that of a row. */
  of?(id: string): string[];
}

/** What of a kind is wanted, as far as the database can tell; more may come, and is sorted out afterwards. */
export interface Narrow {
  /** Of rows. */
  ids?: string[];
  /** Values of identifiers, of whatever system. */
  identifiers?: string[];
  patients?: string[];
  /** Where visits were. */
  venues?: string[];
  /** Prescribed activities. */
  requests?: string[];
  /** Prescriptions. */
  plans?: string[];
  scheme?: string;
  /** Not changed since then. */
  changedFrom?: string;
  /** Only of people whose data was removed since then; without it nothing of any such person. */
  removedSince?: string;
  /** What came later is left out. */
  createdUntil?: string;
  /** Visits that began then, `to` exclusive. */
  arrived?: { from?: string | undefined; to?: string | undefined }[];
  /** Highest key. */
  upTo?: string;
}

/** Where to go on: behind a row, or at it, behind one of the resources made of it. */
export interface After {
  key: string;
  resource?: string;
}

export interface Ask {
  narrow: Narrow;
  after: After | null;
  limit: number;
}

/** A row of the record, and the resources that are made of it, in the order of their ids. */
export interface SourceRow<R extends Resource = Resource> {
  key: string;
  /** Whom they are about, for the log of who read what. */
  patientId: string | null;
  resources: R[];
}

/** One type of resource: how it is found, and what it can be searched by. */
export interface Kind<R extends Resource = Resource> {
  type: R['resourceType'];
  /** What a reader should know of it. */
  about: string;
  /** Only for those who may read the log of who read what. */
  forAudit?: true;
  search: Record<string, Param<R>>;
  /** Goes with the data of whom it is about. */
  goes?: true;
  /** Worked out when it is read: nobody can say when it changed. */
  unversioned?: true;
  /** Keys are whole numbers. */
  numbered?: true;
  /** Rows at a time, where they are dearer than others. */
  atOnce?: number;
  /** The ids of the rows that a resource with this id is made of. */
  rowIds(id: string): string[];
  /** The key beyond which others may still be on their way. */
  bound?(db: CentralDb): Promise<string>;
  /** Rows in the order of their keys, as many as asked for if there are. A row keeps its place. */
  rows(db: CentralDb, ask: Ask): Promise<SourceRow<R>[]>;
}

/** Rows from a place on, in the order of their key. */
export function onward<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  key: string,
  { after, limit, narrow }: Ask,
): SelectQueryBuilder<DB, TB, O> {
  const at = sql.ref<string>(key);
  let rows = query.orderBy(at).limit(limit);
  if (after) rows = rows.where(at, after.resource === undefined ? '>' : '>=', after.key);
  if (narrow.ids) rows = rows.where(at, 'in', narrow.ids);
  return rows;
}

/** Only of those whose data is here; or only what went with it. `patient` is joined to the query. */
export function ofThoseHere<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { removedSince }: Narrow,
): SelectQueryBuilder<DB, TB, O> {
  const removed = sql.ref<string | null>('patient.erased_at');
  return removedSince === undefined ? query.where(removed, 'is', null) : query.where(removed, '>=', removedSince);
}

/** Only what came or changed in time; `stamps` are tables of stamps joined to the query, the first its own. */
export function inTime<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  stamps: string[],
  { changedFrom, createdUntil }: Narrow,
): SelectQueryBuilder<DB, TB, O> {
  let rows = query;
  if (changedFrom !== undefined) {
    rows = rows.where(({ or, eb }) =>
      or(stamps.map((stamp) => eb(sql.ref<string>(`${stamp}.updated_at`), '>=', changedFrom))),
    );
  }
  if (createdUntil !== undefined) rows = rows.where(sql.ref<string>(`${stamps[0]}.created_at`), '<=', createdUntil);
  return rows;
}

/** A resource as of its last change; a version is as good as its moment. */
export function changedAt<R extends Resource>(resource: R, ...times: string[]): R {
  const lastUpdated = times.sort().at(-1)!;
  const { resourceType, id, ...rest } = resource;
  return { resourceType, id, meta: { versionId: String(Date.parse(lastUpdated)), lastUpdated }, ...rest } as R;
}

export function byId<R extends Resource>(resources: R[]): R[] {
  return resources.sort((a, b) => (a.id! < b.id! ? -1 : a.id! > b.id! ? 1 : 0));
}
