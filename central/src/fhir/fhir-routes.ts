import { type BundleEntry, operationOutcome } from '@tapwell/shared/fhir/resources';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { notFound, Problem, parse } from '@tapwell/shared/http/problem';
import { wrongMethod } from '@tapwell/shared/http/strict';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { inLine, WaitingLine } from '../ingest/waiting-line.ts';
import { rightsOf } from '../store/devices.ts';
import type { CentralDb } from '../store/schema.ts';
import { fhir, outcomeHandler } from './answer.ts';
import { batchBundle, batchResponse, entryAnswer, LARGEST_BATCH, readEntry } from './batch.ts';
import { capabilityStatement } from './capability.ts';
import { addExportRoutes } from './export/export-routes.ts';
import { addReadRoutes } from './read-routes.ts';
import { smartConfiguration } from './smart.ts';

interface Deps {
  db: CentralDb;
  requireDevice: RequestHandler;
  baseUrl: () => string;
  zone: string;
  /** Prescriptions whose attendance changed. */
  onStored: (prescriptionIds: string[]) => void;
  log: (error: unknown) => void;
}

/** More at once are not stored any faster. */
const BATCHES = { places: 16, most: 64, patienceMs: 3_000, comeAgainMs: 10_000 };

/** `/fhir`: attendances in, the whole record out. Errors are OperationOutcomes. */
export function fhirRoutes({ db, requireDevice, baseUrl, zone, onStored, log }: Deps): Router {
  const router = Router();
  const started = new Date();
  router.get('/metadata', (_req, res) => fhir(res, capabilityStatement(baseUrl(), started)));
  router.get('/.well-known/smart-configuration', (_req, res) => void res.json(smartConfiguration(baseUrl())));
  // Before anything of it is read.
  router.post('/', inLine(new WaitingLine(BATCHES)));
  router.use(requireDevice);

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
    // What stands here may be a higher version than what was sent: whoever may read it can.
    fhir(res, outcome ?? STORED);
  };
  router.post('/Encounter', (req, res) => {
    const ifNoneExist = req.get('if-none-exist');
    return storeOne(req, res, { method: 'POST', url: 'Encounter', ...(ifNoneExist !== undefined && { ifNoneExist }) });
  });
  // With the identifier in the query; an Encounter is never updated by its id alone.
  router.put('/Encounter', (req, res) => storeOne(req, res, { method: 'PUT', url: req.url.slice(1) }));

  addReadRoutes(router, { db, baseUrl, zone });
  addExportRoutes(router, { db, baseUrl, zone, log });

  router.use(
    wrongMethod(() => router),
    notFound,
    outcomeHandler(log),
  );
  return router;
}

const STORED = operationOutcome('informational', 'This visit is on record.', 'information');
