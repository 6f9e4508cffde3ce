import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { purge } from '../operate/purge.ts';
import { type BusyHub, busyHub } from '../testing/busy-venue.ts';
import { DURING, sunEvidence, tapOf } from '../testing/venue.ts';
import type { RegisterAction } from './wire.ts';

const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
const WALK = 'walk@2026-06-01T10:00';
/** This hub keeps ninety days. */
const days = (n: number) => new Date(DURING.getTime() + n * 86_400_000);

let hub: BusyHub;
beforeEach(() => {
  hub = busyHub();
});
type Loose<A> = A extends { id: string } ? Omit<A, 'id'> : never;
const press = (action: Loose<RegisterAction>, now: Date) =>
  hub.desk.act({ id: newId(), ...action } as RegisterAction, staff, now);
const dayOf = (day: string, now: Date) => hub.desk.day(day, 'provider', now);
const walkers = (day: string, now: Date) =>
  dayOf(day, now)
    .sessions.find((s) => s.activity === 'Walk')!
    .people.map((p) => `${p.name} ${p.state}`);
const uploadAll = () => {
  for (let e = hub.outbox.next(50); e.length > 0; e = hub.outbox.next(50)) {
    hub.outbox.settle(
      e.map(({ seq }) => seq),
      [],
      DURING,
    );
  }
};

describe('a day long ago', () => {
  it('says that it is no longer kept here, and calls nobody absent who came', async () => {
    await hub.ingest.receive({ tap: tapOf(sunEvidence(7)), kioskId: 'k', hubAt: DURING });
    uploadAll();
    for (const n of [88, 89, 90, 91]) {
      await purge(hub.db, 90, days(n));
      const day = dayOf('2026-06-01', days(n));
      if (day.kept) expect(walkers('2026-06-01', days(n))).toContain('Mary here');
      else expect(day).toEqual({ kept: false, sessions: [], unplaced: [] });
    }
    expect(dayOf('2026-06-01', days(89)).kept).toBe(true);
    expect(dayOf('2026-06-01', days(90)).kept).toBe(false);
  });
  it('takes no press: what was said of it before is not known here any more', () => {
    const of = { sessionId: WALK, personId: 'ahmed' };
    expect(() => press({ do: 'excuse', ...of, note: null }, days(90))).toThrow('no longer kept here');
    expect(() => press({ do: 'check-in', ...of, reason: 'forgot-card', note: null }, days(90))).toThrow(
      'no longer kept',
    );
    expect(hub.waiting()).toEqual([]);
    expect(press({ do: 'excuse', ...of, note: null }, days(89)).said).toBe('Ahmed is excused.');
  });
});

describe('who is on record at central and not here', () => {
  // Mary's roster entry says that central has her at the walk of 11 May.
  const after = new Date('2026-05-11T15:00:00.000Z');
  it('is never shown as absent: another hub recorded it, or this one was restored', () => {
    expect(walkers('2026-05-11', after)).toEqual(['Ahmed elsewhere', 'Mary elsewhere']);
    expect(walkers('2026-05-25', new Date('2026-05-25T15:00:00.000Z'))).toEqual(['Ahmed absent', 'Mary absent']);
  });
  it('counts among those who were there', () => {
    const [walk] = dayOf('2026-05-11', after).sessions.filter((s) => s.activity === 'Walk');
    expect(walk).toMatchObject({ here: 2, status: 'run' });
  });
  it('is absent all the same where the visit was taken back here, which the roster has not heard of yet', async () => {
    const at = new Date('2026-05-11T09:05:00.000Z');
    const [activity, person] = [hub.roster.view.session('walk@2026-05-11T10:00')!, 'ahmed'];
    // Recorded here first: only then did central have it.
    const ahmed = hub.roster.view.people.get(person)!;
    const fresh = { ...ahmed, prescribed: ahmed.prescribed.map((p) => ({ ...p, attended: [] })) };
    hub.roster.apply([{ op: 'put', entry: fresh }], 2);
    press({ do: 'check-in', sessionId: activity.id, personId: person, reason: 'forgot-card', note: null }, at);
    hub.roster.apply([{ op: 'put', entry: ahmed }], 3);
    expect(walkers('2026-05-11', after)).toContain('Ahmed here');
    press({ do: 'undo', sessionId: activity.id, personId: person, note: null }, at);
    expect(walkers('2026-05-11', after)).toContain('Ahmed absent');
  });
});
