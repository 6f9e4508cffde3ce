import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { GuessGuard } from '@tapwell/shared/http/guess-guard';
import { parse } from '@tapwell/shared/http/problem';
import { passwordIsOf, type StaffStore, sessionOf } from '@tapwell/shared/http/staff-sign-in';
import { cardTestRequest, staffCredentials } from '@tapwell/shared/tap/staff-wire';
import { Router } from 'express';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Taps } from '../store/taps.ts';
import { testCard } from './test-card.ts';

/** Staff mode ends by itself long before. */
const SESSION_MS = 30 * 60_000;

/** Staff mode of a paired kiosk: sign in, and test a card without recording anything. */
export function kioskStaffRoutes(staff: StaffStore, roster: RosterStore, taps: Taps): Router {
  const router = Router();
  const guard = new GuessGuard();

  router.post('/sign-in', async (req, res) => {
    const { username, password } = parse(staffCredentials, req.body);
    const account = await passwordIsOf(staff, guard, `kiosk-${deviceOf(req)}`, username, password, new Date());
    const token = newToken();
    await staff.saveSession(tokenHash(token), account.id, new Date(Date.now() + SESSION_MS));
    res.json({ token, name: account.name });
  });

  router.post('/sign-out', async (req, res) => {
    await staff.endSession(tokenHash(req.get('x-staff-session') ?? ''));
    res.status(204).end();
  });

  router.post('/test-card', async (req, res) => {
    const token = req.get('x-staff-session') ?? '';
    const session = await sessionOf(staff, token, new Date());
    await staff.touchSession(tokenHash(token), new Date());
    const { evidence } = parse(cardTestRequest, req.body);
    const now = new Date().toISOString();
    const isFresh = (cardId: string, counter: number) => taps.counterIsFresh(cardId, counter, now, true);
    res.json(testCard(evidence, roster.view, session.providerId, isFresh));
  });
  return router;
}
