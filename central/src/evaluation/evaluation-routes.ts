import { Problem, parse } from '@tapwell/shared/http/problem';
import { type StaffMember, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import express, { Router } from 'express';
import { z } from 'zod';
import { requireRole } from '../access/roles.ts';
import { audit } from '../audit/audit-log.ts';
import { readStoredPolicy } from '../paths/policy-of.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { evaluationCsv, tableCsv } from './csv.ts';
import { Evaluations, type OfScheme } from './evaluations.ts';
import { writeExtract } from './extract.ts';
import { PERIOD_ID, type Period, periodOf, periodsFrom, usualPeriod } from './period.ts';
import { pathsForResearch } from './read-facts.ts';
import type { Evaluation, SchemePeriods } from './wire.ts';

const name = z.string().min(1).max(200);
const which = z.strictObject({ scheme: name, period: z.string().regex(PERIOD_ID, 'is no period') });
const whichCsv = which.extend({ table: name.optional() });
const wish = z.strictObject({
  scheme: name,
  year: z.string().regex(PERIOD_ID, 'is no year'),
  reason: z.string().trim().min(10, 'Please say in a sentence what it is for.').max(500),
});

/** So long a page waits for its figures before it is told how far they are. */
const WAIT_MS = 5_000;

/** Figures about many people, for scheme managers and team leads; never one person's name or id. */
export function evaluationRoutes(db: CentralDb, evaluations = new Evaluations(db)): Router {
  const router = Router();
  const roles = requireRole('scheme-manager', 'team-lead');

  router.get('/evaluation/periods', roles, async (req, res) => {
    const schemes = await Promise.all((await schemesOf(db, staffOf(req))).map((scheme) => periodsOf(db, scheme)));
    res.set('cache-control', 'no-store').json({ schemes });
  });

  router.get('/evaluation', roles, async (req, res) => {
    const { scheme, period } = await asked(db, staffOf(req), parse(which, req.query));
    const found = await evaluations.of(scheme, period, WAIT_MS);
    res
      .set('cache-control', 'no-store')
      .status('done' in found ? 202 : 200)
      .json(found);
  });

  router.get('/evaluation/csv', roles, async (req, res) => {
    const query = parse(whichCsv, req.query);
    const { scheme, period } = await asked(db, staffOf(req), query);
    const found = await evaluations.of(scheme, period, 2 * WAIT_MS);
    if ('done' in found) {
      throw new Problem(503, 'Not ready', 'The figures are still being worked out. Please try again in a minute.');
    }
    const text = csvOf(found, query.table);
    await tell(db, staffOf(req), 'figures downloaded', { scheme: scheme.id, period: period.id });
    const file = [scheme.id, period.id, query.table ?? 'all']
      .map((part) => part.replace(/[^A-Za-z0-9-]/g, '-'))
      .join('_');
    res
      .set('cache-control', 'no-store')
      .set('content-disposition', `attachment; filename="${file}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(text);
  });

  router.post(
    '/evaluation/extract',
    requireRole('scheme-manager'),
    express.json({ limit: '4kb' }),
    async (req, res) => {
      const { scheme: id, year, reason } = parse(wish, req.body);
      const { scheme, period } = await asked(db, staffOf(req), { scheme: id, period: year });
      if (period.id !== period.year) throw new Problem(400, 'Bad request', 'year: an extract is of a whole year.');
      const paths = await pathsForResearch(db, scheme.id, period);
      if (paths.length < scheme.policy.suppressBelow) {
        throw new Problem(
          409,
          'Too few',
          'Too few people were referred in that year for an extract that names nobody.',
        );
      }
      // Before anybody has it, and also where it breaks off.
      await tell(db, staffOf(req), 'research extract', {
        scheme: scheme.id,
        year: period.id,
        reason,
        paths: paths.length,
      });
      res
        .set('cache-control', 'no-store')
        .set(
          'content-disposition',
          `attachment; filename="research_${scheme.id.replace(/[^A-Za-z0-9-]/g, '-')}_${period.id}.zip"`,
        )
        .type('application/zip');
      await writeExtract(db, scheme, period, paths, res, new Date()).catch((error: unknown) => {
        // Part of it is with them already: all there is to do is not to let it look whole.
        res.destroy();
        if (!res.closed) throw error;
      });
    },
  );
  return router;
}

/** Those of their own scheme; staff of all schemes have all. */
async function schemesOf(db: CentralDb, staff: StaffMember): Promise<(OfScheme & { zone: string })[]> {
  const rows = await db.selectFrom('scheme').select(['id', 'name', 'policy', 'zone']).orderBy('name').execute();
  return rows
    .filter(({ id }) => !staff.schemeId || staff.schemeId === id)
    .map(({ policy, ...scheme }) => ({ ...scheme, policy: readStoredPolicy(policy) }));
}

async function periodsOf(db: CentralDb, { id, name, zone }: OfScheme & { zone: string }): Promise<SchemePeriods> {
  const first = await db
    .selectFrom('path')
    .select(({ fn }) => fn.min('opened_on').as('on'))
    .where('scheme_id', '=', id)
    .executeTakeFirst();
  const today = localDate(new Date(), zone).toString();
  const usual = usualPeriod(today);
  const from = first?.on && first.on < usual.from ? first.on : usual.from;
  const periods = periodsFrom(from, today).map((period) => ({ id: period.id, title: period.title }));
  return {
    id,
    name,
    periods,
    usual: usual.id,
    years: periods.filter((period) => periodOf(period.id)!.year === period.id),
  };
}

async function asked(
  db: CentralDb,
  staff: StaffMember,
  query: { scheme: string; period: string },
): Promise<{ scheme: OfScheme; period: Period }> {
  const scheme = (await schemesOf(db, staff)).find(({ id }) => id === query.scheme);
  const period = periodOf(query.period);
  if (!scheme || !period) throw new Problem(404, 'Not found', 'There are no such figures.');
  return { scheme, period };
}

function csvOf(evaluation: Evaluation, table: string | undefined): string {
  if (table === undefined) return evaluationCsv(evaluation);
  for (const section of evaluation.sections ?? []) {
    const found = section.tables.find(({ id }) => id === table);
    if (found) return tableCsv(evaluation, section, found);
  }
  throw new Problem(404, 'Not found', 'There is no such table.');
}

function tell(db: CentralDb, staff: StaffMember, action: string, detail: Record<string, unknown>): Promise<void> {
  const entry = { at: new Date().toISOString(), actor: `staff ${staff.id}`, action, subject: null, detail };
  return write(db, (trx) => audit(trx, entry));
}
