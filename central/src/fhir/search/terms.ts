import { fromFhirId } from '@tapwell/shared/fhir/fhir-id';
import type { Identifier, Reference, Resource } from '@tapwell/shared/fhir/resources';
import { Problem } from '@tapwell/shared/http/problem';
import type { Kind, Narrow, Param } from '../kinds/kind.ts';
import { dateMatches, instantBounds, readDate } from './dates.ts';

/**
 * One condition. The database is asked as narrowly as it can be, and what it
 * finds is judged by the resource itself: so whatever the database leaves open
 * is still right.
 */
export interface Term {
  matches(resource: Resource): boolean;
  narrow: Narrow;
}

/** A patient by an identifier, who must be looked up first. */
export interface Whose {
  name: string;
  identifiers: Identifier[];
}

/** Where searches are made from. */
export interface SearchPlace {
  /** In which a day begins and ends. */
  zone: string;
  /** Address of this server: references may be given in full. */
  base: string;
}

/** @throws Problem 400 for a value that cannot be what it should be */
export function idTerm(kind: Kind, value: string): Term {
  const ids = new Set(listOf(value));
  return {
    matches: ({ id }) => id !== undefined && ids.has(id),
    narrow: { ids: [...new Set([...ids].flatMap((id) => kind.rowIds(id)))] },
  };
}

/** @throws Problem 400 for a value that cannot be what it should be */
export function lastUpdatedTerm(value: string, { zone }: SearchPlace): Term {
  const dates = listOf(value).map((one) => readDate(one, zone, '_lastUpdated'));
  const froms = dates.map((date) => instantBounds(date).from);
  // Of several only the earliest narrows, and only if all of them begin somewhere.
  const earliest = froms.includes(undefined) ? undefined : (froms as string[]).sort()[0];
  return {
    // What is worked out when it is read was updated at no time.
    matches: ({ meta }) => {
      const at = meta?.lastUpdated;
      return at !== undefined && dates.some((date) => dateMatches(date, { start: at, end: at }, zone));
    },
    narrow: earliest === undefined ? {} : { changedFrom: earliest },
  };
}

/**
 * @param modifier `identifier` for references, nothing otherwise
 * @throws Problem 400 for a value that cannot be what it should be
 */
export function paramTerm(
  kind: Kind,
  name: string,
  param: Param<Resource>,
  modifier: 'identifier' | null,
  value: string,
  place: SearchPlace,
): Term {
  if (param.type === 'date') return dateTerm(kind, name, param, value, place.zone);
  const values = listOf(value);
  if (param.type === 'token') {
    const tokens = values.map(tokenOf);
    const narrow = name === 'identifier' ? { identifiers: valuesOf(tokens) } : {};
    return { matches: (resource) => param.of(resource).some((one) => tokens.some((t) => isToken(one, t))), narrow };
  }
  if (modifier === 'identifier') {
    const tokens = values.map(tokenOf);
    const named = ({ identifier }: Reference) => tokens.some((t) => identifier && isToken(identifier, t));
    return { matches: (resource) => param.of(resource).some(named), narrow: rowsNamed(param, tokens) };
  }
  const local = values.map((one) => (one.startsWith(`${place.base}/`) ? one.slice(place.base.length + 1) : one));
  return referenceTerm(param, local);
}

/** Somebody, by the ids of the patients they may be. */
export function patientTerm(param: Param<Resource>, fhirIds: string[], ids: string[]): Term {
  if (param.type !== 'reference') return { matches: () => true, narrow: {} };
  const wanted = new Set(fhirIds.map((id) => `Patient/${id}`));
  return {
    matches: (resource) => param.of(resource).some(({ reference }) => wanted.has(reference ?? '')),
    narrow: { patients: ids },
  };
}

function referenceTerm(param: Extract<Param<Resource>, { type: 'reference' }>, values: string[]): Term {
  const wanted = new Set(
    values.flatMap((one) => (one.includes('/') ? [one] : param.targets.map((t) => `${t}/${one}`))),
  );
  return {
    matches: (resource) => param.of(resource).some(({ reference }) => wanted.has(reference ?? '')),
    narrow: rowsOf(param, values),
  };
}

/** Rows by the identifiers of what they refer to, which are the ids of rows; none where one of these may be of any. */
function rowsNamed({ narrows }: Extract<Param<Resource>, { type: 'reference' }>, tokens: Token[]): Narrow {
  const values = tokens.map(({ value }) => value);
  return !narrows || narrows.of || values.includes(null) ? {} : { [narrows.by]: values };
}

/** Rows by the ids of what they refer to; none where one of these may be the hash of one of ours. */
function rowsOf({ narrows }: Extract<Param<Resource>, { type: 'reference' }>, values: string[]): Narrow {
  if (!narrows) return {};
  const ids = values.map((one) => one.replace(/^.*\//, ''));
  if (narrows.of) return { [narrows.by]: ids.flatMap((id) => narrows.of!(id)) };
  const rows = ids.map(fromFhirId);
  return rows.includes(undefined) ? {} : { [narrows.by]: rows };
}

function dateTerm(
  kind: Kind,
  name: string,
  param: Extract<Param<Resource>, { type: 'date' }>,
  value: string,
  zone: string,
): Term {
  const dates = listOf(value).map((one) => readDate(one, zone, name));
  const byArrival = kind.type === 'Encounter' && name === 'date' && dates.length === 1;
  return {
    matches: (resource) => param.of(resource).some((span) => dates.some((date) => dateMatches(date, span, zone))),
    narrow: byArrival ? { arrived: [instantBounds(dates[0]!)] } : {},
  };
}

/** Values of which one is enough; a comma in one of them has a backslash before it (R4 §3.1.1.4.6). */
export function listOf(value: string): string[] {
  return (value.match(/(?:\\.|[^,\\])+/gs) ?? ['']).map((one) => one.replace(/\\([\\,|$])/g, '$1'));
}

/** A system of `null` is any. */
interface Token {
  system: string | null;
  value: string | null;
}

export function tokenOf(text: string): Token {
  const bar = text.indexOf('|');
  if (bar < 0) return { system: null, value: text };
  return { system: text.slice(0, bar), value: text.slice(bar + 1) || null };
}

function isToken({ system = '', value }: Identifier, token: Token): boolean {
  return (token.system === null || token.system === system) && (token.value === null || token.value === value);
}

/** All of them, or undefined where one of them says only whose they are. */
function valuesOf(tokens: Token[]): string[] {
  const values = tokens.map(({ value }) => value);
  if (values.includes(null)) throw new Problem(400, 'Bad search', 'identifier: a value is needed behind the system');
  return values as string[];
}
