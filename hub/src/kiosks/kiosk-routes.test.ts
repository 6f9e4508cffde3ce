import { newToken, tokenHash } from '@tapwell/shared/device/secrets';
import { requireDevice } from '@tapwell/shared/http/device-access';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import express from 'express';
import request from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { TapIngest } from '../ingest/receive-taps.ts';
import { RegisterDesk } from '../register/register-desk.ts';
import { RosterStore } from '../roster/roster-store.ts';
import { Attendances } from '../store/attendances.ts';
import { deviceStore } from '../store/devices.ts';
import { openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { staffStore } from '../store/staff.ts';
import { Taps } from '../store/taps.ts';
import { LIBRARY_UID, tapOf } from '../testing/venue.ts';
import { Kiosks } from './kiosk-health.ts';
import { kioskRoutes } from './kiosk-routes.ts';
import { kioskStaffRoutes } from './staff-routes.ts';

let app: express.Express;
let token: string;
beforeAll(async () => {
  const db = openStore(':memory:');
  const devices = deviceStore(db);
  db.prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)').run('kiosk', 'Front door', '{}', new Date().toISOString());
  token = newToken();
  await devices.saveToken(tokenHash(token), 'kiosk', new Date(Date.now() + 60_000));
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const roster = new RosterStore(db);
  const fault = (error: unknown) => {
    throw error;
  };
  const taps = new Taps(db);
  const ingest = new TapIngest({ db, roster, outbox, attendances, quarantine, taps, onFault: fault });
  const kiosks = new Kiosks(db, outbox);
  const desk = new RegisterDesk({ db, roster, outbox, taps, keepDays: 90 });
  const onChanged = () => {};
  app = express();
  app.use(
    '/kiosk',
    kioskRoutes({
      ingest,
      roster,
      sessions: desk.sessions,
      kiosks,
      requireDevice: requireDevice(devices),
      staffRoutes: kioskStaffRoutes({ staff: staffStore(db, roster), roster, taps, desk, onChanged }),
      onChanged,
    }),
  );
  app.use(notFound, problemHandler(fault));
});

const post = (path: string, body: unknown) =>
  request(app)
    .post(path)
    .set('authorization', `Bearer ${token}`)
    .set('content-type', 'application/json')
    .send(body as object);

describe('what a kiosk sends to its hub', () => {
  it.each([
    ['invalid JSON', '{"taps":', 'The body is not valid JSON.'],
    ['no taps', {}, /^taps: /],
    ['a tap without an id', { taps: [{}] }, /^taps\.0\.id: /],
    ['more than fifty taps', { taps: Array.from({ length: 51 }, () => ({ id: newId() })) }, /^taps: /],
  ])('gets a clear error for %s, as problem+json and without a stack trace', async (_what, body, detail) => {
    const answer = await post('/kiosk/taps', body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Bad request',
      status: 400,
      detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
    });
  });
  it('is answered tap by tap, so that a strange one holds up none of the others', async () => {
    const good = tapOf({ kind: 'uid', uid: LIBRARY_UID }, new Date());
    const strange = { id: newId(), evidence: 'none' };
    const { body, status } = await post('/kiosk/taps', { taps: [strange, good] });
    expect(status).toBe(200);
    expect(body.results.map((r: { id: string }) => r.id)).toEqual([strange.id, good.id]);
  });
  it('is refused from a device without a valid token, with nothing said of why', async () => {
    for (const header of ['', 'Bearer nonsense', 'Basic YTpi']) {
      const answer = await request(app).post('/kiosk/taps').set('authorization', header).send({ taps: [] });
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toBe('A valid access token is needed.');
    }
  });
  it('is not told what a card is without a member of staff', async () => {
    const answer = await post('/kiosk/staff/test-card', { evidence: { kind: 'uid', uid: LIBRARY_UID } });
    expect(answer.status).toBe(401);
  });
  it('gets the hub clock and the running sessions for its status', async () => {
    const { body } = await post('/kiosk/status', { reader: 'ready', why: null, waiting: 0, downSince: null, gaps: [] });
    expect(body).toEqual({ now: expect.any(String), venue: '', zone: 'UTC', running: [] });
  });
});
