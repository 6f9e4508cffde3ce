import { tokenHash } from '@tapwell/shared/device/secrets';
import { nearly } from '@tapwell/shared/fuzz.testing';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Kiosks } from '../kiosks/kiosk-health.ts';
import { staffStore } from '../store/staff.ts';
import { type BusyHub, busyHub, busyRoster } from '../testing/busy-venue.ts';
import { hubRoutes } from './hub-routes.ts';
import { HUB_COOKIE, registerRoutes } from './register-routes.ts';

let hub: BusyHub;
let app: express.Express;
const faults: unknown[] = [];
beforeAll(async () => {
  const sam = { kind: 'staff' as const, id: 'sam', username: 'sam', name: 'Sam', role: 'provider' as const };
  hub = busyHub([...busyRoster, { ...sam, providerId: 'provider', passwordHash: 'x' }]);
  const { db, desk, roster, outbox, quarantine, ingest } = hub;
  const staff = staffStore(db, roster);
  await staff.saveSession(tokenHash('sam'), 'sam', new Date(Date.now() + 3_600_000));
  const kiosks = new Kiosks(db, outbox);
  const sync = { lastSavedAt: null, waiting: 0, quarantined: 0, rosterAt: null, trouble: null, alarm: null };
  const shared = { roster, staff, kiosks, onChanged: () => {} };
  const syncState = () => ({ ...sync, oldestWaiting: null, failure: null, setBack: 0 });
  app = express();
  app.use('/api', registerRoutes({ ...shared, desk, syncState }));
  app.use('/api', hubRoutes({ ...shared, db, outbox, quarantine, ingest, syncState, version: 'test' }));
  app.use(
    notFound,
    problemHandler((error) => void faults.push(error)),
  );
});
beforeEach(() => {
  faults.length = 0;
});

const about = { id: newId(), sessionId: 'walk@2026-06-01T10:00', personId: 'mary' };
describe('a page gone mad', () => {
  it.each([
    ['register/actions', { ...about, do: 'check-in', reason: 'other', note: 'x' }],
    ['register/actions', { ...about, do: 'left', at: '2026-06-01T09:30:00.000Z' }],
    ['register/actions', { ...about, do: 'place', tapId: newId(), note: null }],
    [
      'register/actions',
      { id: newId(), do: 'extra-session', activityId: 'walk', date: '2026-06-03', start: '10:00', minutes: 60 },
    ],
    ['register/find', { sessionId: about.sessionId, query: { name: 'Mary' } }],
    ['register/find', { sessionId: about.sessionId, query: { cardNumber: '04112233445566' } }],
    ['hub/quarantine', { do: 'explain', key: 'outbox 1', note: 'x' }],
  ])('gets an answer or a clear refusal for whatever it posts to %s, never a fault of ours', async (path, good) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly(good), fc.jsonValue()), async (body) => {
        const answer = await request(app)
          .post(`/api/${path}`)
          .set('cookie', `${HUB_COOKIE}=sam`)
          .set('content-type', 'application/json')
          .send(JSON.stringify(body));
        expect([200, 204, 400, 404, 409, 413]).toContain(answer.status);
        if (answer.status >= 400) expect(answer.headers['content-type']).toContain('application/problem+json');
      }),
      { numRuns: 60 },
    );
    expect(faults).toEqual([]);
  });
  it('gets a day or a clear refusal for whatever day it asks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)),
        ),
        async (day) => {
          for (const page of ['register', 'register.csv']) {
            const answer = await request(app).get(`/api/${page}`).query({ day }).set('cookie', `${HUB_COOKIE}=sam`);
            expect([200, 400]).toContain(answer.status);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(faults).toEqual([]);
  });
});
