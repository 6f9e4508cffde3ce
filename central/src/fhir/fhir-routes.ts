import { type Bundle, type BundleEntry, type Encounter, operationOutcome } from '@tapwell/shared/fhir/resources';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { describe, notFound, Problem, parse } from '@tapwell/shared/http/problem';
import { wrongMethod } from '@tapwell/shared/http/strict';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { arrivedThrough } from '../ingest/arrived.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { batchBundle, batchResponse, entryAnswer, LARGEST_BATCH, readEntry } from './batch.ts';
import { capabilityStatement } from './capability.ts';
import { readSearch } from './search.ts';
import { storedEncounter } from './stored-encounter.ts';

interface Deps {
  db: CentralDb;
  requireDevice: RequestHandler;
  baseUrl: () => string;
  zone: string;
  /** Prescriptions whose attendance changed. */
  onStored: (prescriptionIds: string[]) => void;
  log: (error: unknown) => void;
}

/** `/fhir`: batches in, Encounters out. Errors are OperationOutcomes. */
export function fhirRoutes({ db, requireDevice, baseUrl, zone, onStored, log }: Deps): Router {
  const router = Router();
  const started = new Date();
  router.get('/metadata', (_req, res) => fhir(res, capabilityStatement(baseUrl(), started)));
  router.use(requireDevice);
  const requireRead = async (req: Request): Promise<void> => {
    const { mayRead } = await rightsOf(db, deviceOf(req));
    if (!mayRead) throw new Problem(403, 'Forbidden', 'This device may not read the record.');
  };

  /** Each entry on its own merits, answered in order. */
  const storeEntries = async (entries: unknown[], source: string): Promise<BundleEntry<never>[]> => {
    const now = new Date();
    const { mayWrite } = await rightsOf(db, source);
    if (!mayWrite) throw new Problem(403, 'Forbidden', 'This device may not add to the record.');
    const read = entries.map(readEntry);
    const good = read.flatMap((r) => ('attendance' in r ? [r.attendance] : []));
    const results = await storeAttendances(db, good, { source, ...mayWrite }, now);
    const stored = good.filter((_, i) => results[i]!.kind === 'created' || results[i]!.kind === 'updated');
    onStored([...new Set(stored.map((a) => a.prescriptionId))]);
    const inOrder = results.values();
    return read.map((r) => ('answer' in r ? r.answer : entryAnswer(inOrder.next().value!, now)));
  };

  router.post('/', async (req, res) => {
    const { entry } = parse(batchBundle, req.body);
    // 413 tells an uploader to try again with fewer.
    if (entry.length > LARGEST_BATCH)
      throw new Problem(413, 'Too large', `At most ${LARGEST_BATCH} entries in a batch.`);
    fhir(res, batchResponse(await storeEntries(entry, deviceOf(req))));
  });

  const storeOne = async (req: Request, res: Response, request: NonNullable<BundleEntry<never>['request']>) => {
    const [answer] = await storeEntries([{ resource: req.body, request }], deviceOf(req));
    const { status, outcome, location } = answer!.response!;
    res.status(Number.parseInt(status, 10));
    if (location) res.location(`${baseUrl()}/${location}`);
    fhir(res, outcome ?? req.body);
  };
  router.post('/Encounter', (req, res) => {
    const ifNoneExist = req.get('if-none-exist');
    return storeOne(req, res, { method: 'POST', url: 'Encounter', ...(ifNoneExist !== undefined && { ifNoneExist }) });
  });
  // With the identifier in the query; an Encounter is never updated by its id alone.
  router.put('/Encounter', (req, res) => storeOne(req, res, { method: 'PUT', url: req.url.slice(1) }));

  router.get('/Encounter/:id', async (req, res) => {
    await requireRead(req);
    const row = await withSubject(db).where('attendance.id', '=', req.params.id).executeTakeFirst();
    if (!row) throw new Problem(404, 'Not found', 'There is no such Encounter.');
    fhir(res, storedEncounter(row));
  });

  router.get('/Encounter', async (req, res) => {
    await requireRead(req);
    const query = new URL(req.originalUrl, baseUrl()).searchParams;
    const search = readSearch(query, zone);
    // One attendance counts for a patient and session; others of the same are found by their id.
    let found = withSubject(db);
    if (search.attendanceId === undefined) found = found.where('attendance.duplicate_of', 'is', null);
    if (search.attendanceId !== undefined) found = found.where('attendance.id', '=', search.attendanceId);
    if (search.patientId !== undefined) found = found.where('attendance.patient_id', '=', search.patientId);
    if (search.nhsNumber !== undefined) found = found.where('patient.nhs_number', '=', search.nhsNumber);
    for (const { field, from, to } of search.ranges) {
      if (from) found = found.where(`attendance.${field}`, '>=', from);
      if (to) found = found.where(`attendance.${field}`, '<', to);
    }
    const through = await arrivedThrough(db);
    const { total } = await found
      .clearSelect()
      .select((q) => q.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await found
      .where('attendance.seq', '>', search.after)
      .where('attendance.seq', '<=', through)
      .orderBy('attendance.seq')
      .limit(search.count + 1)
      .execute();
    const page = rows.slice(0, search.count);
    const address = (q: URLSearchParams) => `${baseUrl()}/Encounter${q.size ? `?${q}` : ''}`;
    const link = [{ relation: 'self', url: address(query) }];
    if (rows.length > page.length && page.length > 0) {
      const next = new URLSearchParams(query);
      next.set('_after', String(page.at(-1)!.seq));
      link.push({ relation: 'next', url: address(next) });
    }
    const entry = page.map(
      (row): BundleEntry<Encounter> => ({
        fullUrl: `${baseUrl()}/Encounter/${row.id}`,
        resource: storedEncounter(row),
        search: { mode: 'match' },
      }),
    );
    const bundle: Bundle<Encounter> = { resourceType: 'Bundle', type: 'searchset', total: Number(total), link, entry };
    fhir(res, bundle);
  });

  router.use(
    wrongMethod(() => router),
    notFound,
    outcomeHandler(log),
  );
  return router;
}

function withSubject(db: CentralDb) {
  return db
    .selectFrom('attendance')
    .innerJoin('patient', 'patient.id', 'attendance.patient_id')
    .selectAll('attendance')
    .select('patient.nhs_number');
}

function fhir(res: Response, resource: object): void {
  res.type('application/fhir+json').send(JSON.stringify(resource));
}

/** Errors as FHIR says them; issue codes by status. */
function outcomeHandler(log: (error: unknown) => void): ErrorRequestHandler {
  const codes: Record<number, string> = {
    401: 'login',
    403: 'forbidden',
    404: 'not-found',
    405: 'not-supported',
    413: 'too-long',
    500: 'exception',
  };
  return (error, _req, res, _next) => {
    const { status, detail, foreseen } = describe(error);
    if (!foreseen) log(error);
    fhir(res.status(status), operationOutcome(codes[status] ?? 'invalid', detail));
  };
}
