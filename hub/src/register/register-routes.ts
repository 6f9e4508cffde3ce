import { Problem, parse } from '@tapwell/shared/http/problem';
import { sameSiteOnly } from '@tapwell/shared/http/security';
import {
  requireStaff,
  type StaffMember,
  type StaffStore,
  staffFromCookie,
  staffOf,
} from '@tapwell/shared/http/staff-sign-in';
import { localDate } from '@tapwell/shared/schedule/sessions';
import express, { type Request, Router } from 'express';
import type { Server as SocketServer } from 'socket.io';
import { z } from 'zod';
import type { Kiosks } from '../kiosks/kiosk-health.ts';
import { kioskTroubles } from '../kiosks/troubles.ts';
import type { RosterStore } from '../roster/roster-store.ts';
import { AHEAD_DAYS } from './act-sessions.ts';
import { ownSession } from './book.ts';
import { registerCsv } from './csv.ts';
import { find } from './find.ts';
import type { DeskStaff, RegisterDesk } from './register-desk.ts';
import { type ActionResult, type DayRegister, findRequest, registerAction, type SyncState } from './wire.ts';

/** Cookies do not know ports: the name says whose sign-in it is. */
export const HUB_COOKIE = 'tapwell_hub';

interface Deps {
  desk: RegisterDesk;
  staff: StaffStore;
  /** As this member of staff may know it. */
  syncState: (member: StaffMember) => SyncState;
  kiosks: Kiosks;
  /** Something on a register has changed. */
  onChanged: () => void;
}

const dayQuery = z.object({ day: z.iso.date('a day is written YYYY-MM-DD').optional() });
const DAY_MS = 86_400_000;
/** Longer than any record is kept: before that a year was mistyped. */
const BACK_DAYS = 20 * 366;

/** `/api/register`: a provider's own days. Administrators see no names, so nothing here. */
export function registerRoutes({ desk, staff, syncState, kiosks, onChanged }: Deps): Router {
  const router = Router();
  router.use('/register', sameSiteOnly, requireStaff(staff, HUB_COOKIE, undefined, ['provider']), (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });

  router.get('/register', (req, res) => {
    const { view } = desk.roster;
    const member = memberOf(req);
    const now = new Date();
    const day = dayOf(req, desk, now);
    const answer: DayRegister = {
      now: now.toISOString(),
      zone: view.zone,
      day,
      today: localDate(now, view.zone).toString(),
      venue: view.venue?.name ?? null,
      provider: view.providerName(member.providerId),
      staff: member.name,
      staffId: member.id,
      sync: syncState(staffOf(req)),
      kiosks: kioskTroubles(kiosks.health(), now, kiosks.clocks()),
      ...desk.day(day, member.providerId, now),
      activities: [...view.activities.values()]
        .filter((activity) => activity.providerId === member.providerId)
        .map(({ id, name }) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    };
    res.json(answer);
  });

  router.get('/register.csv', requireStaff(staff, HUB_COOKIE, undefined, ['provider']), (req, res) => {
    const now = new Date();
    const day = dayOf(req, desk, now);
    const { sessions } = desk.day(day, memberOf(req).providerId, now);
    res
      .set({
        'cache-control': 'no-store',
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="register-${day}.csv"`,
      })
      .send(registerCsv(sessions));
  });

  router.post('/register/actions', express.json({ limit: '8kb' }), (req, res) => {
    const action = parse(registerAction, req.body);
    const { said } = desk.act(action, memberOf(req), new Date());
    onChanged();
    res.json({ said } satisfies ActionResult);
  });

  router.post('/register/find', express.json({ limit: '8kb' }), (req, res) => {
    const { sessionId, query } = parse(findRequest, req.body);
    const book = desk.book(memberOf(req), new Date());
    const session = ownSession(book, sessionId);
    const isHere = (personId: string) => book.attendance(personId, session.id) !== undefined;
    res.json(find(desk.roster.view, session, query, isHere));
  });
  return router;
}

/** @throws Problem 403 for staff of no provider: there is nothing here that is theirs */
function memberOf(req: Request): DeskStaff {
  const { id, name, providerId } = staffOf(req);
  if (!providerId) throw new Problem(403, 'Forbidden', 'Your role does not include this.');
  return { id, name, providerId };
}

/** The day asked for; today when none is. */
function dayOf(req: Request, desk: RegisterDesk, now: Date): string {
  const today = localDate(now, desk.roster.view.zone).toString();
  const { day = today } = parse(dayQuery, req.query);
  const away = (Date.parse(day) - Date.parse(today)) / DAY_MS;
  if (away > AHEAD_DAYS) {
    throw new Problem(400, 'Bad request', 'Registers are kept up to eight weeks ahead.');
  }
  if (away < -BACK_DAYS) throw new Problem(400, 'Bad request', 'That is too long ago. Please look at the year.');
  return day;
}

/** Soon enough to look live, and one word for all that changed meanwhile: each makes every open register ask. */
const TELL_AFTER_MS = 50;

/** Registers open in a browser hear that something changed, and nothing personal: they fetch it themselves. */
export function registerPush(io: SocketServer, staff: StaffStore, roster: RosterStore): () => void {
  io.use(async (socket, next) => {
    const member = await staffFromCookie(staff, HUB_COOKIE, socket.request.headers.cookie, new Date());
    next(member ? undefined : new Error('Please sign in.'));
  });
  let telling = false;
  const changed = () => {
    if (telling) return;
    telling = true;
    setTimeout(() => {
      telling = false;
      io.emit('changed');
    }, TELL_AFTER_MS).unref();
  };
  roster.onChange(changed);
  return changed;
}
