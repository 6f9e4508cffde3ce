import { requireStaff, type StaffStore, staffFromCookie, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { Router } from 'express';
import type { Server as SocketServer } from 'socket.io';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Attendances } from '../store/attendances.ts';
import { dayRegister } from './register.ts';

/** Cookies do not know ports: the name says whose sign-in it is. */
export const HUB_COOKIE = 'tapwell_hub';

/** How the last exchange with central went; shown in words on the register. */
export interface SyncState {
  lastSavedAt: string | null;
  waiting: number;
  quarantined: number;
}

interface Deps {
  roster: RosterStore;
  attendances: Attendances;
  staff: StaffStore;
  syncState: () => SyncState;
}

/** `GET /register`: the signed-in provider's day. */
export function registerRoutes({ roster, attendances, staff, syncState }: Deps): Router {
  const router = Router();
  router.get('/register', requireStaff(staff, HUB_COOKIE), (req, res) => {
    const { providerId, name } = staffOf(req);
    const now = new Date();
    res.set('cache-control', 'no-store').json({
      now: now.toISOString(),
      venue: roster.view.venue?.name ?? null,
      provider: [...roster.view.activities.values()].find((a) => a.providerId === providerId)?.providerName ?? null,
      staff: name,
      sync: syncState(),
      sessions: dayRegister(roster.view, providerId ?? '', now, (id) => attendances.atSession(id)),
    });
  });
  return router;
}

/** Registers open in a browser hear that theirs changed, and nothing personal: they fetch it themselves. */
export function registerPush(io: SocketServer, staff: StaffStore, roster: RosterStore) {
  io.use(async (socket, next) => {
    const member = await staffFromCookie(staff, HUB_COOKIE, socket.request.headers.cookie, new Date());
    if (!member) return next(new Error('Please sign in.'));
    await socket.join(room(member.providerId));
    next();
  });
  roster.onChange(() => io.emit('changed'));
  return (sessionIds: string[]): void => {
    for (const id of sessionIds) {
      const session = roster.view.session(id);
      if (session) io.to(room(session.activity.providerId)).emit('changed');
    }
  };
}

function room(providerId: string | null): string {
  return `provider:${providerId}`;
}
