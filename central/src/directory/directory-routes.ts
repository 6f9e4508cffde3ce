import { Problem, parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { ROLES, type Role, requireRole } from '../access/roles.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { activityRow, providerRow, venueRow } from './entries.ts';
import { exportDirectory, importDirectory, previewImport } from './import-directory.ts';
import { directoryFileSent, directoryImport } from './import-wire.ts';
import { readOffers, zoneOf } from './offers.ts';
import { areasOf, mayChangeAll, readChanges, readDirectory, residentsMayAdd } from './read-directory.ts';
import { auditDirectory, type Change, entryAt, saveEntry } from './save-entry.ts';
import { type EntryKind, savedActivity, savedProvider, savedVenue, withdrawal } from './wire.ts';
import { withdraw } from './withdraw.ts';

const CHANGE: Role[] = ['administrator', 'team-lead'];
/** Residents' groups, where their scheme lets them. */
const CHANGE_OWN: Role[] = [...CHANGE, 'provider'];
const KINDS: EntryKind[] = ['provider', 'venue', 'activity'];
const body = express.json({ limit: '64kb' });

/** The directory of providers, venues and activities. Nothing in it is about a patient. */
export function directoryRoutes(db: CentralDb, now = () => new Date()): Router {
  const router = Router();
  const change = (req: Request): Change => ({ by: staffOf(req).id, at: now() });

  router.get('/directory/activities', requireRole(...ROLES), async (req, res) => {
    const staff = staffOf(req);
    const all = await readOffers(db, now(), await zoneOf(db, staff));
    const activities = staff.role === 'provider' ? all.filter((a) => a.providerId === staff.providerId) : all;
    res.set('cache-control', 'no-store').json({ activities });
  });

  router.get('/directory', requireRole(...ROLES), async (req, res) => {
    res.set('cache-control', 'no-store').json(await readDirectory(db, staffOf(req), now()));
  });

  router.get('/directory/changes/:kind/:id', requireRole(...CHANGE), async (req, res) => {
    const kind = KINDS.find((one) => one === req.params.kind);
    if (!kind) throw new Problem(404, 'Not found', 'There is nothing at this address.');
    res.set('cache-control', 'no-store').json({ changes: await readChanges(db, kind, String(req.params.id)) });
  });

  router.post('/directory/providers', requireRole(...CHANGE), body, async (req, res) => {
    const { id, seen, entry } = parse(savedProvider, req.body);
    const done = await write(db, async (trx) => {
      const done = await saveEntry(trx, 'provider', providerRow(id, entry), { seen }, change(req));
      if (done !== 'same') await auditDirectory(trx, `provider ${done}`, id, change(req));
      return done;
    });
    res.status(done === 'added' ? 201 : 200).json({ id });
  });

  router.post('/directory/venues', requireRole(...CHANGE), body, async (req, res) => {
    const { id, seen, entry } = parse(savedVenue, req.body);
    const done = await write(db, async (trx) => {
      const done = await saveEntry(trx, 'venue', venueRow(id, entry), { seen }, change(req));
      if (done !== 'same') await auditDirectory(trx, `venue ${done}`, id, change(req));
      return done;
    });
    res.status(done === 'added' ? 201 : 200).json({ id });
  });

  router.post('/directory/activities', requireRole(...CHANGE_OWN), body, async (req, res) => {
    const { id, seen, entry } = parse(savedActivity, req.body);
    const staff = staffOf(req);
    const areas = await areasOf(db, staff);
    const done = await write(db, async (trx) => {
      const before = await entryAt(trx, 'activity', id);
      if (!mayChangeAll(staff)) {
        await ownOnly(trx, staff.providerId, [entry.providerId, ...(before ? [before.provider_id] : [])]);
      }
      // An area from before a scheme changed its list may stay.
      if (!areas.includes(entry.area) && before?.area !== entry.area) {
        throw new Problem(400, 'Bad request', `Choose one of these areas: ${areas.join('; ')}.`);
      }
      if (!(await entryAt(trx, 'provider', entry.providerId))) {
        throw new Problem(400, 'Bad request', 'Choose a provider that is in the directory.');
      }
      if (!(await entryAt(trx, 'venue', entry.venueId))) {
        throw new Problem(400, 'Bad request', 'Choose a venue that is in the directory.');
      }
      const done = await saveEntry(trx, 'activity', activityRow(id, entry), { seen }, change(req));
      if (done !== 'same') await auditDirectory(trx, `activity ${done}`, id, change(req));
      return done;
    });
    res.status(done === 'added' ? 201 : 200).json({ id });
  });

  router.post('/directory/withdrawals', requireRole(...CHANGE_OWN), body, async (req, res) => {
    const asked = parse(withdrawal, req.body);
    const staff = staffOf(req);
    await write(db, async (trx) => {
      if (!mayChangeAll(staff)) {
        const of = asked.kind === 'activity' ? (await entryAt(trx, 'activity', asked.id))?.provider_id : undefined;
        await ownOnly(trx, staff.providerId, [of]);
      }
      await withdraw(trx, asked, change(req));
      const what = asked.from === null ? 'offered again' : 'withdrawn';
      await auditDirectory(trx, `${asked.kind} ${what}`, asked.id, change(req));
    });
    res.status(204).end();
  });
  router.get('/directory/export', requireRole(...CHANGE), async (_req, res) => {
    res.set({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="directory.json"' });
    res.json(await exportDirectory(db, now()));
  });

  const file = express.json({ limit: '25mb' });
  router.post('/directory/imports/preview', requireRole(...CHANGE), file, async (req, res) => {
    res.json(await previewImport(db, parse(directoryFileSent, req.body), now()));
  });

  router.post('/directory/imports', requireRole(...CHANGE), file, async (req, res) => {
    res.json(await importDirectory(db, parse(directoryImport, req.body), change(req)));
  });
  return router;
}

/** @throws Problem 403 unless a scheme lets residents' groups add activities, and all of it is their own */
async function ownOnly(db: CentralDb, own: string | null, providers: (string | undefined)[]): Promise<void> {
  if (!own || providers.some((id) => id !== own) || !(await residentsMayAdd(db))) {
    throw new Problem(403, 'Forbidden', 'You can change only what your own group offers.');
  }
}
