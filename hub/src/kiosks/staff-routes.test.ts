import { tokenHash } from '@tapwell/shared/device/secrets';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { outcome } from '@tapwell/shared/tap/outcome';
import { expectedNow } from '@tapwell/shared/tap/staff-wire';
import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { staffStore } from '../store/staff.ts';
import { type BusyHub, busyHub, busyRoster, OLA_UID } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID, MARY_UID } from '../testing/venue.ts';
import { kioskStaffRoutes } from './staff-routes.ts';

const WALK = 'walk@2026-06-01T10:00';
let hub: BusyHub;
let app: express.Express;
beforeEach(async () => {
  vi.useFakeTimers({ now: DURING, toFake: ['Date'] });
  const member = (id: string, role: 'provider' | 'administrator', providerId: string | null) => ({
    ...{ kind: 'staff' as const, id, username: id, name: id, role, providerId, passwordHash: 'x' },
  });
  hub = busyHub([...busyRoster, member('sam', 'provider', 'provider'), member('adi', 'administrator', null)]);
  const { db, roster, taps, desk } = hub;
  const staff = staffStore(db, roster);
  for (const id of ['sam', 'adi']) await staff.saveSession(tokenHash(id), id, new Date(Date.now() + 3_600_000));
  app = express().use(express.json());
  app.use('/staff', kioskStaffRoutes({ staff, roster, taps, desk, onChanged: () => {} }));
  app.use(
    notFound,
    problemHandler((error) => {
      throw error;
    }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  hub.db.close();
});

const expected = (who = 'sam') => request(app).get('/staff/expected').set('x-staff-session', who);
const checkIn = (part: object, who = 'sam') =>
  request(app)
    .post('/staff/check-in')
    .set('x-staff-session', who)
    .send({ id: newId(), sessionId: WALK, who: { personId: 'mary' }, reason: 'forgot-card', ...part });

describe('staff mode at a kiosk', () => {
  it("lists the provider's own sessions open now, with who is here", async () => {
    await checkIn({});
    const { sessions } = expectedNow.parse((await expected()).body);
    expect(sessions.map((s) => s.activity)).toEqual(['Garden', 'Sing', 'Walk']);
    expect(sessions.at(-1)).toEqual({
      ...{ sessionId: WALK, activity: 'Walk', time: '10:00' },
      people: [
        { personId: 'ahmed', name: 'Ahmed', here: false },
        { personId: 'mary', name: 'Mary', here: true },
      ],
    });
  });
  it('marks someone as here as the register does; the same press again shows the same', async () => {
    const id = newId();
    const first = await checkIn({ id });
    expect(outcome.parse(first.body)).toMatchObject({ outcome: 'checked-in', name: 'Mary', visit: 3, of: 12 });
    expect((await checkIn({ id })).body).toEqual(first.body);
    expect((await checkIn({})).body).toMatchObject({ outcome: 'already-checked-in', name: 'Mary' });
    expect(hub.attendances.find('mary', WALK)).toMatchObject({
      ...{ method: 'manual', assurance: 'asserted', by: { id: 'sam', name: 'sam' }, reason: 'Forgot their card' },
    });
    expect(hub.waiting()).toHaveLength(1);
  });
  it('takes the number of a card, whatever its kind', async () => {
    expect((await checkIn({ who: { cardNumber: MARY_UID } })).body).toMatchObject({ name: 'Mary' });
    expect((await checkIn({ who: { cardNumber: LIBRARY_UID.toLowerCase() } })).body).toMatchObject({ name: 'Ahmed' });
  });
  it("says the same of a card nobody knows and of another provider's patient", async () => {
    const unknown = await checkIn({ who: { cardNumber: '04998877665544' } });
    const other = await checkIn({ who: { cardNumber: OLA_UID } });
    expect([unknown.status, other.status]).toEqual([404, 404]);
    expect(other.body).toEqual(unknown.body);
    expect((await checkIn({ sessionId: 'debt@2026-06-01T10:00' })).status).toBe(404);
    expect(hub.waiting()).toEqual([]);
  });
  it('shows names to no administrator and to nobody who is not signed in', async () => {
    expect([(await expected('adi')).status, (await checkIn({}, 'adi')).status]).toEqual([403, 403]);
    expect([(await expected('')).status, (await checkIn({}, '')).status]).toEqual([401, 401]);
  });
});
