import { Problem, parse } from '@tapwell/shared/http/problem';
import { sameSiteOnly } from '@tapwell/shared/http/security';
import { requireStaff, type StaffMember, type StaffStore, staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { CODE_SET_ASIDE, type TapIngest } from '../ingest/receive-taps.ts';
import type { Kiosks } from '../kiosks/kiosk-health.ts';
import { clockInWords, SILENT_MS } from '../kiosks/troubles.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import { issuePairingCode } from '../store/devices.ts';
import type { Db } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';
import type { KeptEntry, Quarantine } from '../store/quarantine.ts';
import { notPossible } from './book.ts';
import { maySettle, quarantineLine } from './quarantine-lines.ts';
import { HUB_COOKIE } from './register-routes.ts';
import { type HubState, type NewPairingCode, quarantineAction } from './wire.ts';

interface Deps {
  db: Db;
  roster: RosterStore;
  kiosks: Kiosks;
  outbox: Outbox;
  quarantine: Quarantine;
  ingest: Pick<TapIngest, 'receive'>;
  staff: StaffStore;
  /** As this member of staff may know it. */
  syncState: (member: StaffMember) => HubState['sync'];
  version: string;
  onChanged: () => void;
}

const MOST_LINES = 200;
const CODE_MS = 10 * 60_000;

/** `/api/hub`: how this hub is, and what it could not hand on. It names patients only to those who may know them. */
export function hubRoutes({ db, roster, kiosks, outbox, quarantine, ingest, ...deps }: Deps): Router {
  const { staff, syncState, version, onChanged } = deps;
  const router = Router();
  router.use('/hub', sameSiteOnly, requireStaff(staff, HUB_COOKIE), (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });

  router.get('/hub', (req, res) => {
    const member = staffOf(req);
    const now = Date.now();
    const clocks = kiosks.clocks();
    const sync = syncState(member);
    const state: HubState = {
      now: new Date(now).toISOString(),
      staff: member.name,
      staffId: member.id,
      role: member.role === 'administrator' ? 'administrator' : 'provider',
      sync,
      roster: { cursor: roster.cursor, at: sync.rosterAt },
      kiosks: kiosks.all().map((kiosk) => ({
        ...kiosk,
        silent: kiosk.lastSeen === null || now - Date.parse(kiosk.lastSeen) > SILENT_MS,
        clock: clockInWords(clocks.get(kiosk.id)),
      })),
      quarantine: quarantine
        .list(MOST_LINES, (entry) => maySettle(entry, member, roster.view))
        .map((entry) => quarantineLine(entry, roster.view, member)),
      version,
    };
    res.json(state);
  });

  router.post('/hub/quarantine', express.json({ limit: '8kb' }), async (req, res) => {
    const member = staffOf(req);
    const action = parse(quarantineAction, req.body);
    const entry = quarantine.find(action.key);
    if (!entry || !maySettle(entry, member, roster.view))
      throw new Problem(404, 'Not found', 'There is nothing of that name here.');
    if (entry.state === 'taken') throw notPossible('It was taken in the meantime.');
    if (action.do === 'explain') quarantine.settle(entry.key, 'explained', action.note, member);
    else await retry(entry, member);
    onChanged();
    res.status(204).end();
  });

  router.post('/hub/pairing-code', requireStaff(staff, HUB_COOKIE, undefined, ['administrator']), (_req, res) => {
    const now = new Date();
    const answer: NewPairingCode = {
      code: issuePairingCode(db, now),
      expiresAt: new Date(now.getTime() + CODE_MS).toISOString(),
    };
    res.json(answer);
  });

  router.post(
    '/hub/kiosks/:id/revoke',
    requireStaff(staff, HUB_COOKIE, undefined, ['administrator']),
    (req: Request<{ id: string }>, res) => {
      if (!kiosks.revoke(req.params.id, new Date())) throw new Problem(404, 'Not found', 'There is no such kiosk.');
      onChanged();
      res.status(204).end();
    },
  );

  /** Sends it once more; its line hears how that goes. */
  async function retry(entry: KeptEntry, by: StaffMember): Promise<void> {
    if (entry.state === 'retrying') throw notPossible('It is being sent again already.');
    const { key, kind, body } = entry;
    if (kind === 'tap') return decideAgain(entry, by);
    db.transaction(() => {
      quarantine.settle(key, 'retrying', null, by);
      outbox.again({ key, kind, body });
    }).immediate();
  }

  /** A tap this hub could not read: a newer one may. */
  async function decideAgain({ key, body, kiosk_id, refused_at }: KeptEntry, by: StaffMember): Promise<void> {
    const tap = JSON.parse(body) as { id: string };
    const outcome = await ingest.receive({ tap, kioskId: kiosk_id ?? 'unknown', hubAt: new Date(refused_at) });
    if ('code' in outcome && outcome.code === CODE_SET_ASIDE) throw notPossible('It still cannot be read.');
    quarantine.settle(key, 'taken', null, by);
  }
  return router;
}
