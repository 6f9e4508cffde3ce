import { systems } from '@tapwell/shared/fhir/systems';
import { Problem } from '@tapwell/shared/http/problem';
import { Temporal } from 'temporal-polyfill';

/** An Encounter search, understood. */
export interface EncounterSearch {
  attendanceId?: string;
  patientId?: string;
  nhsNumber?: string;
  /** UTC instants; `from` inclusive, `to` exclusive. */
  ranges: { field: 'arrived_at' | 'updated_at'; from?: string; to?: string }[];
  count: number;
  /** Only what arrived here after this sequence number (paging). */
  after: number;
}

const PAGE = 50;
const LARGEST_PAGE = 500;
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/**
 * Reads the search parameters of `GET /fhir/Encounter`. Pure.
 * @param zone where a date without a time begins and ends
 * @throws Problem 400 for a parameter or value we cannot honour: a search that
 *   silently ignored a filter would give too much away
 */
export function readSearch(query: URLSearchParams, zone: string): EncounterSearch {
  const search: EncounterSearch = { ranges: [], count: PAGE, after: 0 };
  const once = new Set<string>();
  for (const [name, value] of query) {
    // A range may be given by two dates; anything else given twice would be an "and" we cannot honour.
    if (once.has(name) && !['date', '_lastUpdated'].includes(name)) throw bad(`${name}: given twice`);
    once.add(name);
    switch (name) {
      case 'identifier':
        search.attendanceId = token(value, systems.attendance, name);
        break;
      case 'patient':
      case 'subject':
        search.patientId = value.replace(/^Patient\//, '');
        break;
      case 'patient:identifier':
      case 'patient.identifier': {
        const [system, id] = value.includes('|') ? value.split('|') : [systems.nhsNumber, value];
        if (system === systems.nhsNumber) search.nhsNumber = id ?? '';
        else if (system === systems.person) search.patientId = id ?? '';
        else throw bad(`${name}: unknown identifier system`);
        break;
      }
      case 'date':
        search.ranges.push({ field: 'arrived_at', ...dateRange(value, zone, name) });
        break;
      case '_lastUpdated':
        search.ranges.push({ field: 'updated_at', ...dateRange(value, zone, name) });
        break;
      case '_count':
        search.count = Math.min(LARGEST_PAGE, wholeNumber(value, name));
        break;
      case '_after':
        search.after = wholeNumber(value, name);
        break;
      case '_format':
        break;
      default:
        throw bad(`The search parameter "${name.slice(0, 40)}" is not supported.`);
    }
  }
  return search;
}

function token(value: string, system: string, name: string): string {
  const [given, id] = value.includes('|') ? value.split('|') : [system, value];
  if (given !== system) throw bad(`${name}: unknown identifier system`);
  return id ?? '';
}

function wholeNumber(value: string, name: string): number {
  if (!/^\d{1,15}$/.test(value)) throw bad(`${name}: a whole number is expected`);
  return Number(value);
}

/** FHIR date search (R4 §3.1.1.4.7): a prefix and a date or instant, which stands for the whole of itself. */
function dateRange(value: string, zone: string, name: string): { from?: string; to?: string } {
  const match = /^(eq|ge|le|gt|lt)?(\d{4}-\d{2}-\d{2})(T.+)?$/.exec(value);
  if (!match) throw bad(`${name}: a date such as 2026-03-01 is expected, with eq, ge, le, gt or lt before it`);
  const [, prefix = 'eq', day, time] = match;
  const [from, to] = time ? instantSpan(`${day}${time}`, name) : daySpan(day!, zone, name);
  switch (prefix) {
    case 'ge':
      return { from };
    case 'gt':
      return { from: to };
    case 'le':
      return { to };
    case 'lt':
      return { to: from };
    default:
      return { from, to };
  }
}

function daySpan(day: string, zone: string, name: string): [string, string] {
  try {
    const date = Temporal.PlainDate.from(day);
    // The last day of the calendar ends in a year of five digits, which would sort before all others.
    const start = (d: Temporal.PlainDate) =>
      d.year > 9999 ? END_OF_TIME : new Date(d.toZonedDateTime(zone).epochMilliseconds).toISOString();
    return [start(date), start(date.add({ days: 1 }))];
  } catch {
    throw bad(`${name}: there is no such date`);
  }
}

function instantSpan(text: string, name: string): [string, string] {
  const at = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw bad(`${name}: a time needs a zone, such as 2026-03-01T10:00:00Z`);
  const precision = /\.\d+/.test(text) ? 1 : 1000;
  return [new Date(at).toISOString(), new Date(at + precision).toISOString()];
}

function bad(detail: string): Problem {
  return new Problem(400, 'Bad search', detail);
}
