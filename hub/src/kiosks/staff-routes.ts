import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { deviceOf } from '@tapwell/shared/http/device-access';
import { GuessGuard } from '@tapwell/shared/http/guess-guard';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { passwordIsOf, type StaffMember, type StaffStore, sessionOf } from '@tapwell/shared/http/staff-sign-in';
import { cardTestRequest, type ExpectedNow, manualCheckIn, staffCredentials } from '@tapwell/shared/tap/staff-wire';
import { type Request, Router } from 'express';
import type { DeskStaff, RegisterDesk } from '../register/register-desk.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Taps } from '../store/taps.ts';
import { testCard } from './test-card.ts';

/** Staff mode ends by itself long before. */
const SESSION_MS = 30 * 60_000;

interface Deps {
  staff: StaffStore;
  roster: RosterStore;
  taps: Taps;
  desk: Pick<RegisterDesk, 'act' | 'openNow'>;
  /** A register has changed. */
  onChanged: () => void;
}

/** Staff mode of a paired kiosk: sign in, test a card without recording anything, and mark people as here by hand. */
export function kioskStaffRoutes({ staff, roster, taps, desk, onChanged }: Deps): Router {
  const router = Router();
  const guard = new GuessGuard();

  /** Who is signed in at the kiosk; their doing something keeps them signed in. */
  const signedIn = async (req: Request): Promise<StaffMember> => {
    const token = req.get('x-staff-session') ?? '';
    const member = await sessionOf(staff, token, new Date());
    await staff.touchSession(tokenHash(token), new Date());
    return member;
  };

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
    const session = await signedIn(req);
    const { evidence } = parse(cardTestRequest, req.body);
    const now = new Date().toISOString();
    const isFresh = (cardId: string, counter: number) => taps.counterIsFresh(cardId, counter, now, true);
    res.json(testCard(evidence, roster.view, session.providerId, isFresh));
  });

  router.get('/expected', async (req, res) => {
    const member = deskStaff(await signedIn(req));
    const answer: ExpectedNow = { sessions: desk.openNow(member.providerId, new Date()) };
    res.set('cache-control', 'no-store').json(answer);
  });

  router.post('/check-in', async (req, res) => {
    const member = deskStaff(await signedIn(req));
    const { id, sessionId, who, reason } = parse(manualCheckIn, req.body);
    const personId = 'personId' in who ? who.personId : roster.view.cardsByUid.get(who.cardNumber)?.personId;
    // The same words for a card nobody knows and for somebody of another provider.
    if (!personId) throw new Problem(404, 'Not found', 'You have nobody of that name on your lists.');
    const { outcome } = desk.act({ do: 'check-in', id, sessionId, personId, reason, note: null }, member, new Date());
    onChanged();
    res.json(outcome);
  });
  return router;
}

/** @throws Problem 403 for staff of no provider: nobody here is theirs to see */
function deskStaff({ id, name, providerId }: StaffMember): DeskStaff {
  if (!providerId) throw new Problem(403, 'Forbidden', 'Your role does not include this.');
  return { id, name, providerId };
}
