import { parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import { addDays } from '@tapwell/shared/path/dates';
import express, { Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import { openConcerns } from '../concerns/concern-routes.ts';
import { syncedByVenue } from '../prescriptions/around-activities.ts';
import { todayOf, whoseOf, whoseQuery } from '../prescriptions/caseload-routes.ts';
import { heldPaths } from '../prescriptions/held.ts';
import { type Person, readPeople, schemesOf } from '../prescriptions/people.ts';
import type { CentralDb } from '../store/schema.ts';
import { newSnooze, snooze, snoozedLines } from './snooze.ts';
import { type TodayLine, todayLines } from './today-lines.ts';

/** What the page of today is given. */
export interface TodayView {
  now: string;
  today: string;
  /** On whose account it is: how many people were looked at. */
  people: number;
  lines: TodayLine[];
  /** Those that were put off, and until when. */
  putOff: TodayLine[];
  /** More lines than a list can hold were left off. */
  leftOff: number;
}

/** Nobody works through more in a day. */
const MOST_LINES = 300;
/** A follow-up is not given up on at once. */
const ASKED_FOR_WEEKS = 26;

/**
 * | | |
 * |---|---|
 * | `GET /api/today?of=` | a TodayView: who needs something; whose, as for the caseload |
 * | `POST /api/today/put-off` | a NewSnooze; 204 |
 */
export function todayRoutes(db: CentralDb): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);

  router.get('/today', people, async (req, res) => {
    const now = new Date();
    const staff = staffOf(req);
    const whose = whoseOf(staff, parse(whoseQuery, req.query).of);
    const today = todayOf(now);
    const held = await heldPaths(db, staff, whose, today, await endedSince(db, today, now));
    const all = await readPeople(db, held, now);
    const ids = all.map((person) => person.id);
    const [concerns, snoozed, hubs] = await Promise.all([
      openConcerns(db, staff, now),
      snoozedLines(db, staff, ids, today),
      db.selectFrom('hub').select(['venue_id', 'synced_through', 'out_of_use_at']).execute(),
    ]);
    const lines = todayLines(all, { concerns, snoozed, syncedThrough: syncedByVenue(hubs) }, now);
    const open = lines.filter((line) => line.putOff === null);
    const view: TodayView = {
      now: now.toISOString(),
      today,
      people: all.filter((person) => person.endedOn === null).length,
      lines: open.slice(0, MOST_LINES),
      putOff: lines.filter((line) => line.putOff !== null).slice(0, MOST_LINES),
      leftOff: Math.max(0, open.length - MOST_LINES),
    };
    await logRead(db, staff, 'today', idsIn(view, all), now);
    res.set('cache-control', 'no-store').json(view);
  });

  router.post('/today/put-off', people, express.json({ limit: '4kb' }), async (req, res) => {
    const now = new Date();
    await snooze(db, staffOf(req), parse(newSnooze, req.body), todayOf(now), now);
    res.status(204).end();
  });
  return router;
}

/** Whose names are on the page. */
function idsIn({ lines, putOff }: TodayView, all: Person[]): string[] {
  const shown = new Set(
    [...lines, ...putOff].flatMap((line) => [line.pathId, ...line.people.map((person) => person.pathId)]),
  );
  return all.map((person) => person.id).filter((id) => shown.has(id));
}

/** Whoever ended earlier than this is asked nothing any more, whatever their scheme. */
async function endedSince(db: CentralDb, today: string, now: Date): Promise<string> {
  const weeks = [...(await schemesOf(db, now)).values()].flatMap(({ policy }) =>
    // Of a cohort all are asked together, up to a month later.
    policy.measures.followUps.map((followUp) => followUp.weeks + (followUp.cohort ? 5 : 0)),
  );
  return weeks.length === 0 ? '9999-12-31' : addDays(today, -7 * (Math.max(...weeks) + ASKED_FOR_WEEKS));
}
