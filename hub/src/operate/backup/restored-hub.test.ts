import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tapwell/shared/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RegisterAction } from '../../register/wire.ts';
import { type BusyHub, busyHub, busyRoster } from '../../testing/busy-venue.ts';
import { DURING } from '../../testing/venue.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

const staff = { id: 'sam', name: 'Sam', providerId: 'provider' };
const WALK = 'walk@2026-06-01T10:00';
const minutes = (n: number) => new Date(DURING.getTime() + n * 60_000);

let dir: string;
let hub: BusyHub;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapwell-restored-'));
});
afterEach(() => {
  hub.db.close();
  rmSync(dir, { recursive: true, force: true });
});

type Loose<A> = A extends { id: string } ? Omit<A, 'id'> : never;
const press = (action: Loose<RegisterAction>, at: Date) =>
  void hub.desk.act({ id: newId(), ...action } as RegisterAction, staff, at);

/** Staff change their minds: of each thing one more change. */
function changes(at: Date): void {
  press({ do: 'left', sessionId: WALK, personId: 'mary' }, at);
  press({ do: 'excuse', sessionId: WALK, personId: 'ahmed', note: null }, at);
  press({ do: 'expect-again', sessionId: WALK, personId: 'ahmed' }, at);
  press({ do: 'guests', sessionId: WALK, guests: 3 }, at);
}

/** The last number given for each thing. */
const lastOf = (after: number) =>
  new Map(
    hub
      .waiting()
      .slice(after)
      .flatMap((fact): [string, number][] => {
        if (!('version' in fact)) return [];
        return [['kind' in fact ? fact.kind : 'attendance', fact.version]];
      }),
  );

it('a restored hub gives no number out again: what staff say next holds over all they said before, also after the backup', () => {
  const data = join(dir, 'hub');
  hub = busyHub(busyRoster, data);
  press({ do: 'check-in', sessionId: WALK, personId: 'mary', reason: 'forgot-card', note: null }, DURING);
  const file = join(dir, 'night.backup');
  backUp(data, file, minutes(1));
  for (const n of [2, 3, 4]) changes(minutes(n));
  const before = lastOf(0);
  expect([...before.keys()].sort()).toEqual(['attendance', 'expected', 'session']);
  hub.db.close();

  const other = join(dir, 'new hardware');
  restore(file, other, false, minutes(30));
  hub = busyHub(busyRoster, other);
  const already = hub.waiting().length;
  changes(minutes(31));
  for (const [thing, version] of lastOf(already)) expect([thing, version > before.get(thing)!]).toEqual([thing, true]);
});
