import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { operationOutcome } from '@tapwell/shared/fhir/resources';
import { Problem } from '@tapwell/shared/http/problem';
import type { Request, Response, Router } from 'express';
import type { CentralDb } from '../../store/schema.ts';
import { fhir } from '../answer.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { ReadDeps } from '../read-routes.ts';
import { logProgramRead, type Reader, readerOf } from '../reader.ts';
import { beginExport, cancelExport, type ExportJob, exportOf, SETTLING_MS, transactionTime } from './export-job.ts';
import { deletedLines, isEmpty, linesOf } from './lines.ts';
import { readExport } from './read-request.ts';

/** The file that names what is gone. */
const DELETED = 'deleted';

interface Deps extends ReadDeps {
  log: (error: unknown) => void;
}

/** `GET /fhir/$export` and what follows: everything of one scheme, as FHIR Bulk Data Access 2.0 has it. */
export function addExportRoutes(router: Router, { db, baseUrl, log }: Deps): void {
  router.get('/$export', async (req, res) => {
    const reader = await readerOf(db, req);
    const prefer = req.get('prefer') ?? '';
    if (!/\brespond-async\b/i.test(prefer)) {
      throw new Problem(400, 'Bad export', 'An export is answered later: "Prefer: respond-async" is needed.');
    }
    const request = new URL(req.originalUrl, baseUrl());
    const asked = readExport(request.searchParams, /\bhandling=strict\b/i.test(prefer));
    const scheme_id = await schemeFor(db, reader, asked.scheme);
    const job = await beginExport(
      db,
      { device_id: reader.deviceId, scheme_id, request: request.href, types: asked.types, since: asked.since },
      new Date(),
    );
    res.status(202).set('content-location', `${baseUrl()}/$export/${job.id}`);
    fhir(res, operationOutcome('informational', 'The export has begun.', 'information'));
  });

  router.get('/$export/:id', async (req, res) => {
    const { job } = await mine(db, req);
    const wait = Date.parse(job.at) + SETTLING_MS - Date.now();
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      return void res
        .status(202)
        .set({ 'x-progress': 'waiting for what was being written', 'retry-after': String(seconds) })
        .end();
    }
    const output = [];
    for (const type of job.types.split(' ')) {
      if (await isEmpty(linesOf(db, kindOf.get(type)!, job, 1))) continue;
      output.push({ type, url: `${baseUrl()}/$export/${job.id}/${type}.ndjson` });
    }
    const gone = { type: 'Bundle', url: `${baseUrl()}/$export/${job.id}/${DELETED}.ndjson` };
    const deleted = (await isEmpty(deletedLines(db, job, 1))) ? [] : [gone];
    res.set({ expires: new Date(job.expires_at).toUTCString(), 'cache-control': 'no-store' });
    const asOf = transactionTime(job);
    res.json({ transactionTime: asOf, request: job.request, requiresAccessToken: true, output, deleted, error: [] });
  });

  router.delete('/$export/:id', async (req, res) => {
    const { job } = await mine(db, req);
    await cancelExport(db, job.id);
    res.status(202).end();
  });

  router.get('/$export/:id/:file', async (req, res) => {
    const { job, reader } = await mine(db, req);
    const [, type = ''] = /^(\w+)\.ndjson$/.exec(req.params.file) ?? [];
    const kind = job.types.split(' ').includes(type) ? kindOf.get(type) : undefined;
    if (!kind && type !== DELETED) throw new Problem(404, 'Not found', 'There is no such file in this export.');
    await logExport(db, reader, job, type);
    res.status(200).set({ 'content-type': 'application/fhir+ndjson', 'cache-control': 'no-store' });
    await stream(res, kind ? linesOf(db, kind, job) : deletedLines(db, job), log);
  });
}

/** Cut off where something goes wrong on the way: half a file must not look like a whole one. */
async function stream(res: Response, lines: AsyncIterable<string>, log: (error: unknown) => void): Promise<void> {
  try {
    await pipeline(Readable.from(lines), res);
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!gone) log(error);
  }
}

/** @throws Problem 404 when it is not theirs, or over */
async function mine<P extends { id: string }>(
  db: CentralDb,
  req: Request<P>,
): Promise<{ job: ExportJob; reader: Reader }> {
  const reader = await readerOf(db, req as unknown as Request);
  const job = await exportOf(db, req.params.id, reader.deviceId, new Date());
  // What a program may read may have changed since it asked.
  if (!job || (reader.scheme !== null && reader.scheme !== job.scheme_id)) {
    throw new Problem(404, 'Not found', 'There is no such export, or it has expired.');
  }
  return { job, reader };
}

/** @throws Problem 400 or 404 when it is not clear which scheme, or not theirs to read */
async function schemeFor(db: CentralDb, { scheme }: Reader, asked: string | null): Promise<string> {
  const all = await db.selectFrom('scheme').select('id').orderBy('id').execute();
  const readable = all.map(({ id }) => id).filter((id) => scheme === null || id === scheme);
  if (asked !== null) {
    if (readable.includes(asked)) return asked;
    throw new Problem(404, 'Not found', 'There is no such scheme.');
  }
  if (readable.length === 1) return readable[0]!;
  throw new Problem(400, 'Bad export', 'There are several schemes here: please say which with _scheme.');
}

/** Of a whole scheme: whoever is in it may have been read, and the entry says so once. */
function logExport(db: CentralDb, reader: Reader, { id, scheme_id }: ExportJob, type: string): Promise<void> {
  return logProgramRead(db, reader, `export of ${type}`, [`scheme ${scheme_id}`], { export: id });
}
