import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { nearly } from '@tapwell/shared/fuzz.testing';
import { requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { outcome } from '@tapwell/shared/tap/outcome';
import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TapIngest } from '../ingest/receive-taps.ts';
import { RosterStore } from '../roster/roster-store.ts';
import { Sessions } from '../roster/sessions.ts';
import { Attendances } from '../store/attendances.ts';
import { deviceStore } from '../store/devices.ts';
import { openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { Taps } from '../store/taps.ts';
import { VenueDay } from '../store/venue-day.ts';
import { roster as entries, sunEvidence, tapOf } from '../testing/venue.ts';
import { Kiosks } from './kiosk-health.ts';
import { kioskRoutes } from './kiosk-routes.ts';

let app: express.Express;
let token: string;
let kept: () => number;
const faults: unknown[] = [];
beforeAll(async () => {
  const db = openStore(':memory:');
  const devices = deviceStore(db);
  db.prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)').run('kiosk', 'Front door', '{}', new Date().toISOString());
  token = newToken();
  await devices.saveToken(tokenHash(token), 'kiosk', new Date(Date.now() + 600_000));
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const roster = new RosterStore(db);
  roster.apply(
    entries.map((entry) => ({ op: 'put', entry })),
    1,
  );
  const onFault = (error: unknown) => void faults.push(error);
  const ingest = new TapIngest({ db, roster, outbox, attendances, quarantine, taps: new Taps(db), onFault });
  const routes = {
    ...{
      ingest,
      roster,
      sessions: new Sessions(roster, new VenueDay(db, outbox)),
      kiosks: new Kiosks(db, outbox),
      requireDevice: requireDevice(devices),
    },
    // The staff's own routes have tests of their own.
    staffRoutes: express.Router(),
  };
  app = express().use('/kiosk', kioskRoutes({ ...routes, onChanged: () => {} }));
  app.use(notFound, problemHandler(onFault));
  kept = () => outbox.counts().waiting + outbox.counts().quarantined;
});
beforeEach(() => {
  faults.length = 0;
});

const post = (path: string, body: unknown) =>
  request(app)
    .post(path)
    .set('authorization', `Bearer ${token}`)
    .set('content-type', 'application/json')
    .send(JSON.stringify(body));

describe('a kiosk gone mad', () => {
  it.each([
    ['taps', { taps: [tapOf(sunEvidence(7))] }],
    [`taps/${newId()}/choice`, { sessionId: 'walk@2026-06-01T10:00' }],
    ['status', { reader: 'ready', why: null, waiting: 0, downSince: null, gaps: [] }],
  ])('gets an answer or a clear refusal for whatever it posts to %s, never a fault of ours', async (path, good) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly(good), fc.jsonValue()), async (body) => {
        const answer = await post(`/kiosk/${path}`, body);
        expect([200, 400, 409]).toContain(answer.status);
        if (answer.status !== 200) expect(answer.headers['content-type']).toContain('application/problem+json');
      }),
      { numRuns: 60 },
    );
    expect(faults).toEqual([]);
  });
  it('loses no tap that has an id, however strange the rest of it is', async () => {
    const { id: _, ...rest } = tapOf(sunEvidence(9));
    await fc.assert(
      fc.asyncProperty(nearly(rest), async (strange) => {
        const before = kept();
        const body = typeof strange === 'object' && !Array.isArray(strange) ? strange : { strange };
        const answer = await post('/kiosk/taps', { taps: [{ ...body, id: newId() }] });
        expect(answer.status).toBe(200);
        expect(outcome.safeParse(answer.body.results[0].outcome).success).toBe(true);
        expect(kept()).toBeGreaterThan(before);
      }),
      { numRuns: 60 },
    );
    expect(faults).toEqual([]);
  });
});
