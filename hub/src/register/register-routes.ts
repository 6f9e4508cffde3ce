import type { KioskHealth } from '@tapwell/shared/facts/hub-report';
import { requireStaff, type StaffStore, staffFromCookie, staffOf } from '@tapwell/shared/http/staff-sign-in';
import { localDay } from '@tapwell/shared/schedule/sessions';
import { Router } from 'express';
import type { Server as SocketServer } from 'socket.io';
import type { Kiosks } from '../kiosks/kiosk-health.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import type { Attendances } from '../store/attendances.ts';
import type { Taps } from '../store/taps.ts';
import { dayRegister, unplacedToday } from './register.ts';

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
  taps: Taps;
  staff: StaffStore;
  syncState: () => SyncState;
  kiosks: Kiosks;
}

/** A kiosk that cannot be relied on now, in words for staff. */
export interface KioskTrouble {
  name: string;
  why: string;
}

/** Longer than a few missed reports. */
const SILENT_MS = 60_000;

/** Kiosks that are silent or whose reader is down. Pure. */
export function kioskTroubles(kiosks: KioskHealth[], now: Date): KioskTrouble[] {
  return kiosks.flatMap(({ name, reader, why, lastSeen }): KioskTrouble[] => {
    if (now.getTime() - Date.parse(lastSeen) > SILENT_MS) {
      return [{ name, why: 'It has not been heard of for a while. Taps there are kept and will arrive later.' }];
    }
    return reader === 'ready' ? [] : [{ name, why: why ?? 'Its card reader is not ready.' }];
  });
}

/** `GET /register`: the signed-in provider's day. */
export function registerRoutes({ roster, attendances, taps, staff, syncState, kiosks }: Deps): Router {
  const router = Router();
  router.get('/register', requireStaff(staff, HUB_COOKIE), (req, res) => {
    const { providerId, name } = staffOf(req);
    const now = new Date();
    const sessions = dayRegister(roster.view, providerId ?? '', now, (id) => attendances.atSession(id));
    const present = new Set(sessions.flatMap((s) => s.here.map((line) => line.personId)));
    const day = localDay(now, roster.view.zone);
    const tapped = taps.unplaced(day.from.toISOString(), day.to.toISOString());
    res.set('cache-control', 'no-store').json({
      now: now.toISOString(),
      venue: roster.view.venue?.name ?? null,
      provider: [...roster.view.activities.values()].find((a) => a.providerId === providerId)?.providerName ?? null,
      staff: name,
      sync: syncState(),
      kiosks: kioskTroubles(kiosks.health(), now),
      sessions,
      unplaced: unplacedToday(roster.view, providerId ?? '', tapped, present),
    });
  });
  return router;
}

/** Registers open in a browser hear that something changed, and nothing personal: they fetch it themselves. */
export function registerPush(io: SocketServer, staff: StaffStore, roster: RosterStore): () => void {
  io.use(async (socket, next) => {
    const member = await staffFromCookie(staff, HUB_COOKIE, socket.request.headers.cookie, new Date());
    next(member ? undefined : new Error('Please sign in.'));
  });
  const changed = () => void io.emit('changed');
  roster.onChange(changed);
  return changed;
}
