import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { Router } from 'express';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { columnViews } from './columns.ts';
import { importFile, previewFile } from './import-file.ts';
import { peopleColumns } from './people-columns.ts';
import { scoreColumns } from './plan-scores.ts';
import { serviceUseColumns } from './plan-service-use.ts';
import { fileImport, fileSent, IMPORT_KINDS, type ImportKind, type SchemeImports } from './wire.ts';

/** Files of people, scores and service use, for those who work with people; see wire.ts. */
export function importRoutes(db: CentralDb, now = () => new Date()): Router {
  const router = Router();
  const file = express.json({ limit: '5mb' });

  router.get('/imports', requireRole(...WITH_PEOPLE), async (req, res) => {
    res.set('cache-control', 'no-store').json({ schemes: await schemesOf(db, staffOf(req)) });
  });

  router.post('/imports/:kind/preview', requireRole(...WITH_PEOPLE), file, async (req, res) => {
    const kind = kindOf(req.params.kind);
    const preview = await previewFile(db, kind, parse(fileSent, req.body), staffOf(req), now());
    res.set('cache-control', 'no-store').json(preview);
  });

  router.post('/imports/:kind', requireRole(...WITH_PEOPLE), file, async (req, res) => {
    const kind = kindOf(req.params.kind);
    res.json(await importFile(db, kind, parse(fileImport, req.body), staffOf(req), now()));
  });
  return router;
}

function kindOf(text: unknown): ImportKind {
  const kind = IMPORT_KINDS.find((one) => one === text);
  if (!kind) throw new Problem(404, 'Not found', 'There is nothing at this address.');
  return kind;
}

async function schemesOf(db: CentralDb, staff: StaffMember): Promise<SchemeImports[]> {
  const schemes = await db
    .selectFrom('scheme')
    .select(['id', 'name', 'policy'])
    .$if(Boolean(staff.schemeId), (q) => q.where('id', '=', staff.schemeId!))
    .orderBy('name')
    .execute();
  return schemes.map(({ id, name, policy: text }) => {
    const policy = readStoredPolicy(text);
    return {
      id,
      name,
      columns: {
        people: columnViews(peopleColumns(policy)),
        scores: columnViews(scoreColumns(policy)),
        'service-use': columnViews(serviceUseColumns(policy)),
      },
      serviceUse: policy.serviceUse?.imports ?? null,
      hasScores: policy.measures.imported.length > 0,
    };
  });
}
