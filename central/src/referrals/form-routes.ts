import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { network } from '@tapwell/shared/http/guess-guard';
import { TokenBucket } from '@tapwell/shared/http/token-bucket';
import { newId } from '@tapwell/shared/ids';
import express, { type ErrorRequestHandler, type Response, Router } from 'express';
import type { CentralDb } from '../store/schema.ts';
import { FIELDS, readForm, type Typed } from './form-fields.ts';
import { closedPage, formPage, type Look, refusedPage, thanksPage } from './form-page.ts';
import { fullUntil, openForm, takeIn } from './take-in.ts';

const MINUTE_MS = 60_000;
/** After which there is room again for all that may be sent at once. */
const WAIT_MS = 10 * MINUTE_MS;

/**
 * The public referral forms, at `/refer/<id>`. There is no cookie and no
 * session, so nothing that another site's page could misuse: they stand before
 * the rule that changes come from our own pages. What they answer never says
 * anything of anybody.
 * @param pages folder of the workspace's built page, whose stylesheets they use
 */
export function formRoutes(db: CentralDb, pages: string, log: (error: unknown) => void): Router {
  const router = Router();
  const look: Look = { styles: stylesOf(pages) };
  const perSender = new TokenBucket(10, MINUTE_MS);
  const perForm = new TokenBucket(60, MINUTE_MS);

  router.get('/:id', async (req, res) => {
    const form = await openForm(db, req.params.id, new Date());
    if (!form) return send(res, 404, closedPage(look));
    send(res, 200, formPage(look, form, { id: newId() }));
  });

  router.post('/:id', express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 50 }), async (req, res) => {
    const now = new Date();
    const formId = String(req.params.id);
    const form = await openForm(db, formId, now);
    if (!form) return send(res, 404, closedPage(look));
    const typed = typedIn(req.body);
    const read = readForm(form, typed);
    if ('faults' in read) {
      if (!read.faults.id) return send(res, 400, formPage(look, form, typed, read.faults));
      return send(res, 400, refusedPage(look, 'Please open the form again and fill it in once more.'));
    }
    const sender = `${formId} ${network(req.ip ?? '')}`;
    const room = perSender.take(sender, now.getTime()) && perForm.take(formId, now.getTime());
    const again = room ? await fullUntil(db, formId, now) : new Date(now.getTime() + WAIT_MS);
    if (again) {
      const seconds = Math.ceil((again.getTime() - now.getTime()) / 1000);
      return send(res.set('retry-after', String(seconds)), 429, formPage(look, form, typed, {}, again));
    }
    await takeIn(db, formId, form, read.filledIn, now);
    // The page after a form sent is another one: to load it again sends nothing.
    res.redirect(303, `${req.baseUrl}/${encodeURIComponent(formId)}/thank-you`);
  });

  router.get('/:id/thank-you', (_req, res) => send(res, 200, thanksPage(look)));

  const failed: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = (error as { status?: unknown }).status;
    const known = typeof status === 'number' && status >= 400 && status < 500;
    if (!known) log(error);
    const why = known ? 'What was sent could not be read.' : 'Something went wrong on our side. Please try again.';
    send(res, known ? status : 500, refusedPage(look, why));
  };
  router.use(failed);
  return router;
}

function send(res: Response, status: number, page: string): void {
  res.status(status).set('cache-control', 'no-store').type('html').send(page);
}

/** The fields we know, as text; a field that came twice counts once. */
function typedIn(body: unknown): Typed {
  const fields = (body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = Array.isArray(fields[name]) ? fields[name][0] : fields[name];
      return typeof value === 'string' ? [[name, value.slice(0, 1000)]] : [];
    }),
  );
}

/** The stylesheets of the workspace's page, whose names change with each build. */
function stylesOf(pages: string): string[] {
  try {
    const html = readFileSync(join(pages, 'index.html'), 'utf8');
    return [...html.matchAll(/<link rel="stylesheet"[^>]*href="\.?([^"]+)"/g)].map(([, href]) => href!);
  } catch {
    // Not built, as in tests of this part alone: the page works without.
    return [];
  }
}
