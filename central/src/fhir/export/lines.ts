import type { Bundle } from '@tapwell/shared/fhir/resources';
import type { CentralDb } from '../../store/schema.ts';
import type { After, Kind, Narrow } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { collect } from '../search/find.ts';
import type { Term } from '../search/terms.ts';
import type { ExportJob } from './export-job.ts';

const PAGE = 500;
const PEOPLE_AT_ONCE = 100;

/**
 * The lines of one file of an export, page by page: there is never more than
 * one page in memory, however long the file is. What came after the export
 * began is left out; what changed since is given as it is now, and once more
 * to whoever asks for the changes since then.
 */
export async function* linesOf(
  db: CentralDb,
  kind: Kind,
  job: Pick<ExportJob, 'scheme_id' | 'at' | 'since'>,
  page = PAGE,
): AsyncGenerator<string> {
  const { since } = job;
  const narrow: Narrow = { scheme: job.scheme_id, createdUntil: job.at };
  if (since !== null) narrow.changedFrom = since;
  if (kind.bound) narrow.upTo = await kind.bound(db);
  // What is worked out when it is read may be new although it does not say when it changed.
  const changed: Term = {
    matches: ({ meta }) => since === null || meta?.lastUpdated === undefined || meta.lastUpdated > since,
    narrow: {},
  };
  let after: After | null = null;
  do {
    const { found, next } = await collect(db, kind, { narrow, terms: [changed], count: page, after });
    if (found.length > 0) yield found.map(({ resource }) => `${JSON.stringify(resource)}\n`).join('');
    after = next;
  } while (after);
}

/**
 * What was there and went with the data of whom it was about, since when the
 * changes are wanted: Bundles of nothing but addresses, as Bulk Data 2.0 has
 * it. Who asks for everything there is has nothing to be told of.
 */
export async function* deletedLines(
  db: CentralDb,
  { scheme_id: scheme, since, types }: Pick<ExportJob, 'scheme_id' | 'since' | 'types'>,
  page = PAGE,
): AsyncGenerator<string> {
  if (since === null) return;
  const removed = await removedFrom(db, scheme, since);
  const kinds = types.split(' ').map((type) => kindOf.get(type)!);
  for (const kind of kinds.filter((one) => one.goes)) {
    for (let i = 0; i < removed.length; i += PEOPLE_AT_ONCE) {
      const narrow: Narrow = { scheme, patients: removed.slice(i, i + PEOPLE_AT_ONCE), removedSince: since };
      let after: After | null = null;
      do {
        const { found, next } = await collect(db, kind, { narrow, terms: [], count: page, after });
        const entry = found.map(({ resource }) => ({
          request: { method: 'DELETE', url: `${resource.resourceType}/${resource.id}` },
        }));
        const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry };
        if (entry.length > 0) yield `${JSON.stringify(bundle)}\n`;
        after = next;
      } while (after);
    }
  }
}

/** They are few; looked for among ten million visits they would take long to find. */
async function removedFrom(db: CentralDb, scheme: string, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('patient')
    .select('id')
    .where('erased_at', '>=', since)
    .where('id', 'in', (q) => q.selectFrom('path').select('path.patient_id').where('path.scheme_id', '=', scheme))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether there is anything in a file at all; made with pages of one, it is soon known. */
export async function isEmpty(lines: AsyncIterable<string>): Promise<boolean> {
  for await (const _ of lines) return false;
  return true;
}
