import type { CentralDb } from '../../store/schema.ts';
import type { After, Kind, Narrow } from '../kinds/kind.ts';
import { collect } from '../search/find.ts';
import type { Term } from '../search/terms.ts';
import type { ExportJob } from './export-job.ts';

const PAGE = 500;

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

/** Whether there is anything in it at all. */
export async function isEmpty(db: CentralDb, kind: Kind, job: ExportJob): Promise<boolean> {
  for await (const _ of linesOf(db, kind, job, 1)) return false;
  return true;
}
