import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { Kiosks } from '../kiosks/kiosk-health.ts';
import type { RegisterAction } from '../register/wire.ts';
import { type BusyHub, busyHub, busyRoster } from '../testing/busy-venue.ts';
import { DURING } from '../testing/venue.ts';
import { resend, resentFor } from './resend.ts';

const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
const WALK = 'walk@2026-06-01T10:00';
const minutes = (n: number) => new Date(DURING.getTime() + n * 60_000);
const asked = (since: Date, at = '2026-06-02T08:00:00.000Z') => ({ since: since.toISOString(), asked: at });
type Loose<A> = A extends { id: string } ? Omit<A, 'id'> : never;

describe('a hub that is asked to send again', () => {
  let hub: BusyHub;
  const press = (action: Loose<RegisterAction>, at: Date) =>
    void hub.desk.act({ id: newId(), ...action } as RegisterAction, staff, at);
  /** Central takes all that waits, as before its disk was lost. */
  const uploaded = () => {
    const sent = [];
    while (hub.outbox.counts().waiting > 0) {
      const batch = hub.outbox.next(50);
      sent.push(...batch.map(({ body }) => body));
      hub.outbox.settle(
        batch.map((entry) => entry.seq),
        [],
        DURING,
      );
    }
    return sent;
  };
  /** Of each thing how it stood in the end; the highest version holds. */
  const last = (facts: ReturnType<typeof uploaded>) => {
    const byThing = new Map<string, string>();
    for (const fact of facts) {
      const thing =
        'kind' in fact
          ? `${fact.kind} ${fact.kind === 'expected' ? fact.personId : fact.kind === 'session' ? fact.sessionId : fact.id}`
          : `visit ${fact.id}`;
      byThing.set(thing, JSON.stringify(fact));
    }
    return byThing;
  };

  beforeEach(() => {
    hub = busyHub(busyRoster);
  });

  it('sends all it told since then, as it stands now, once', () => {
    press({ do: 'check-in', sessionId: WALK, personId: 'mary', reason: 'forgot-card', note: null }, DURING);
    press({ do: 'excuse', sessionId: WALK, personId: 'ahmed', note: null }, minutes(1));
    press({ do: 'guests', sessionId: WALK, guests: 3 }, minutes(2));
    const told = last(uploaded());
    expect(told.size).toBeGreaterThanOrEqual(3);
    const count = resend(hub.db, hub.outbox, asked(minutes(-60)));
    expect(count).toBe(told.size);
    const again = uploaded();
    expect([...last(again)].sort()).toEqual([...told].sort());
    expect(resend(hub.db, hub.outbox, asked(minutes(-60)))).toBeNull();
    expect(hub.outbox.counts().waiting).toBe(0);
    expect(resentFor(hub.db)).toBe('2026-06-02T08:00:00.000Z');
  });
  it('sends a visit from before whose state staff changed since then, and leaves the rest', () => {
    press({ do: 'check-in', sessionId: WALK, personId: 'mary', reason: 'forgot-card', note: null }, DURING);
    uploaded();
    expect(resend(hub.db, hub.outbox, asked(minutes(30), '2026-06-02T08:00:01.000Z'))).toBe(0);
    press({ do: 'left', sessionId: WALK, personId: 'mary' }, minutes(40));
    uploaded();
    resend(hub.db, hub.outbox, asked(minutes(30), '2026-06-02T08:00:02.000Z'));
    expect(uploaded()).toEqual([expect.objectContaining({ personId: 'mary', leftAt: expect.any(String) })]);
  });
  it('puts nothing on its way twice that waits already', () => {
    press({ do: 'guests', sessionId: WALK, guests: 3 }, DURING);
    const waiting = hub.outbox.counts().waiting;
    expect(resend(hub.db, hub.outbox, asked(minutes(-60)))).toBe(0);
    expect(hub.outbox.counts().waiting).toBe(waiting);
  });
  it('tells again when a kiosk could read no card', () => {
    hub.db
      .prepare('INSERT INTO device VALUES (?, ?, ?, ?, NULL)')
      .run('door', 'Door', '{}', minutes(-600).toISOString());
    const kiosks = new Kiosks(hub.db, hub.outbox);
    const gap = { id: newId(), from: minutes(-30).toISOString(), to: minutes(-10).toISOString() };
    const status = { reader: 'ready', why: null, waiting: 0, gaps: [gap], downSince: null } as const;
    kiosks.heard('door', { ...status, gaps: [gap] }, DURING);
    const told = uploaded();
    expect(told).toEqual([expect.objectContaining({ kind: 'kiosk-gap', id: gap.id })]);
    expect(resend(hub.db, hub.outbox, asked(minutes(-60)))).toBe(1);
    expect(uploaded()).toEqual(told);
  });
});
