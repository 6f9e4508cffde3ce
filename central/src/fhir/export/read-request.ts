import { Problem } from '@tapwell/shared/http/problem';
import { KINDS } from '../kinds/kinds.ts';

/** What an export is asked for. */
export interface ExportRequest {
  types: string[];
  /** As an instant in UTC. */
  since: string | null;
  scheme: string | null;
}

/** The log of who read what is one for all schemes, and never in an export of one. */
export const EXPORTED = KINDS.filter((kind) => !kind.forAudit).map((kind) => kind.type as string);

const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads the parameters of `GET /fhir/$export`, as Bulk Data 2.0 has them. Pure.
 * @throws Problem 400 for a value that cannot be what it should be, and in strict handling for what we do not know
 */
export function readExport(query: URLSearchParams, strict: boolean): ExportRequest {
  const request: ExportRequest = { types: EXPORTED, since: null, scheme: null };
  for (const [name, value] of query) {
    switch (name) {
      case '_outputFormat':
        if (!FORMATS.includes(value.replace(' ', '+'))) throw bad(`_outputFormat: only ${FORMATS[0]} is given out`);
        break;
      case '_since': {
        const at = INSTANT.test(value.replace(' ', '+')) ? Date.parse(value.replace(' ', '+')) : Number.NaN;
        if (Number.isNaN(at)) throw bad('_since: an instant such as 2026-03-01T10:00:00Z is expected');
        request.since = new Date(at).toISOString();
        break;
      }
      case '_type': {
        const wanted = value.split(',');
        const unknown = wanted.filter((type) => !EXPORTED.includes(type));
        if (strict && unknown.length > 0) throw bad('_type: one of these is not exported here');
        request.types = EXPORTED.filter((type) => wanted.includes(type));
        if (request.types.length === 0) throw bad('_type: none of these is exported here');
        break;
      }
      case '_scheme':
        request.scheme = value;
        break;
      default:
        if (strict) throw bad(`The parameter "${name.slice(0, 40)}" is not supported here.`);
    }
  }
  return request;
}

function bad(detail: string): Problem {
  return new Problem(400, 'Bad export', detail);
}
