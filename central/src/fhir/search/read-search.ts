import type { Resource } from '@tapwell/shared/fhir/resources';
import { Problem } from '@tapwell/shared/http/problem';
import type { After, Kind, Narrow, Param } from '../kinds/kind.ts';
import { readCursor } from './cursor.ts';
import {
  idTerm,
  lastUpdatedTerm,
  listOf,
  paramTerm,
  type SearchPlace,
  type Term,
  tokenOf,
  type Whose,
} from './terms.ts';

/** A search, understood. */
export interface Search {
  terms: Term[];
  /** Patients to be looked up by an identifier, and the parameter they are for or were named by. */
  whose: Whose[];
  count: number;
  after: After | null;
  /** Reference parameters whose targets are wanted too, and of which type. */
  includes: { param: string; type: string | null }[];
  /** What of the question is answered: the rest was left out, and so is who was named by an identifier. */
  used: URLSearchParams;
}

export const PAGE = 50;
export const LARGEST_PAGE = 500;

/**
 * Reads the parameters of a search. Pure.
 * @param strict whether what we do not know is refused instead of left out (`Prefer: handling=strict`)
 * @throws Problem 400 for a value that cannot be what it should be, and for a modifier we do not know:
 *   left out, it would turn the question round
 */
export function readSearch(kind: Kind, query: URLSearchParams, place: SearchPlace, strict: boolean): Search {
  const search: Search = { terms: [], whose: [], count: PAGE, after: null, includes: [], used: new URLSearchParams() };
  for (const [name, value] of query) {
    const named = search.whose.length;
    const known = readOne(kind, search, name, value, place);
    if (known && search.whose.length === named) search.used.append(name, value);
    else if (!known && strict) throw bad(`The search parameter "${name.slice(0, 40)}" is not supported here.`);
  }
  return search;
}

/** @returns false for a parameter that is not supported */
function readOne(kind: Kind, search: Search, name: string, value: string, place: SearchPlace): boolean {
  switch (name) {
    case '_id':
      search.terms.push(idTerm(kind, value));
      return true;
    case '_lastUpdated':
      if (kind.unversioned) return false;
      search.terms.push(lastUpdatedTerm(value, place));
      return true;
    case '_count':
      if (!/^\d{1,9}$/.test(value)) throw bad('_count: a whole number is expected');
      search.count = Math.min(LARGEST_PAGE, Number(value));
      return true;
    case '_cursor':
      search.after = readCursor(kind, value);
      return true;
    case '_total':
      // Nobody counts ten million visits for a page of fifty: there is never a total.
      return value === 'none';
    case '_format':
      if (!/^(application\/(fhir\+)?json|json)$/.test(value.replace(' ', '+'))) {
        throw new Problem(406, 'Not acceptable', 'This server speaks JSON only.');
      }
      return true;
    case '_include':
      return readInclude(kind, search, value);
    default:
      return readParam(kind, search, name, value, place);
  }
}

function readParam(kind: Kind, search: Search, name: string, value: string, place: SearchPlace): boolean {
  const [, plain = name, joint, rest] = /^([^:.]+)([:.])(.+)$/.exec(name) ?? [];
  const param = Object.hasOwn(kind.search, plain) ? kind.search[plain]! : undefined;
  if (!param) return false;
  // `patient.identifier` asks for what `patient:identifier` does: what it points to has that identifier.
  const asks = rest === 'identifier' && param.type === 'reference' && (joint === ':' || isPatient(param));
  if (rest !== undefined && !asks) throw bad(`${plain.slice(0, 40)}: this modifier is not supported`);
  const names = kind.type === 'Patient' && plain === 'identifier';
  if (names || (asks && isPatient(param))) {
    const identifiers = listOf(value).map((one) => {
      const { system, value: id } = tokenOf(one);
      if (id === null) throw bad(`${plain}: a value is needed behind the system`);
      return { ...(system !== null && { system }), value: id };
    });
    search.whose.push({ name: plain, identifiers });
    if (!names) return true;
  }
  search.terms.push(paramTerm(kind, plain, param, asks ? 'identifier' : null, value, place));
  return true;
}

function readInclude(kind: Kind, search: Search, value: string): boolean {
  const [source, name = '', type = null, ...more] = value.split(':');
  const param = Object.hasOwn(kind.search, name) ? kind.search[name] : undefined;
  if (source !== kind.type || param?.type !== 'reference' || more.length > 0) return false;
  if (type !== null && !param.targets.includes(type)) return false;
  search.includes.push({ param: name, type });
  return true;
}

export function isPatient(param: Param<Resource>): boolean {
  return param.type === 'reference' && param.targets.includes('Patient');
}

/** What all terms together let the database leave out. */
export function narrowed(terms: Term[]): Narrow {
  const narrow: Narrow = {};
  for (const { narrow: one } of terms) {
    for (const list of ['ids', 'identifiers', 'patients', 'venues', 'requests', 'plans'] as const) {
      // Of two lists for the same thing the first is enough: each resource is judged by all terms.
      if (one[list] && !narrow[list]) narrow[list] = one[list];
    }
    if (one.changedFrom !== undefined && (narrow.changedFrom ?? '') < one.changedFrom) {
      narrow.changedFrom = one.changedFrom;
    }
    if (one.arrived) narrow.arrived = [...(narrow.arrived ?? []), ...one.arrived];
  }
  return narrow;
}

function bad(detail: string): Problem {
  return new Problem(400, 'Bad search', detail);
}
