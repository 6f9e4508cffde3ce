import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHubStore, startHub } from '@tapwell/hub/main';
import { Outbox } from '@tapwell/hub/store/outbox';
import { Quarantine } from '@tapwell/hub/store/quarantine';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import type { Encounter } from '@tapwell/shared/fhir/resources';
import { newId } from '@tapwell/shared/ids';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubFolder, hubSettings } from '../security/hub-folder.ts';
import { medplumServer } from './medplum-server.ts';

let server: Awaited<ReturnType<typeof medplumServer>>;
let data: string;
beforeEach(async () => {
  server = await medplumServer();
  data = await hubFolder(await mkdtemp(join(tmpdir(), 'tapwell-medplum-')));
});
afterEach(async () => {
  server.close();
  await rm(data, { recursive: true, force: true });
});

/** The hub's own, with these in its outbox, until it has sent them all. */
async function hubSends(...visits: Attendance[]): Promise<void> {
  const db = openHubStore(data);
  const outbox = new Outbox(db, new Quarantine(db));
  db.transaction(() => {
    for (const visit of visits) outbox.add('attendance', visit.arrivedAt, visit);
  })();
  const hub = await startHub(hubSettings({ data, central: server.url }), pino({ level: 'silent' }));
  try {
    await expect.poll(() => outbox.counts().waiting, { timeout: 60_000, interval: 50 }).toBe(0);
    expect(outbox.counts().quarantined).toBe(0);
  } finally {
    await hub.stop();
    db.close();
  }
}

const stored = async () => {
  const { entry = [] } = await server.repo.search({ resourceType: 'Encounter', count: 1000 } as never);
  return entry.map((one) => one.resource as unknown as Encounter);
};

describe('a hub whose central is a FHIR server made by others', () => {
  it('reads 201 when a visit is new there and 200 when it sends it again, as its answer was lost', async () => {
    const visits = Array.from({ length: 12 }, (_, i) => walked(i));
    server.loseAnswers(1);
    await hubSends(...visits);
    const [first, again, ...rest] = server.exchanges;
    expect(new Set(first!.answered)).toEqual(new Set(['201']));
    expect(new Set(again!.answered)).toEqual(new Set(['200']));
    expect(rest.flatMap((one) => one.answered).every((status) => status === '201')).toBe(true);
    const there = await stored();
    expect(there).toHaveLength(12);
    expect(new Set(there.map((e) => e.identifier![0]!.value))).toEqual(new Set(visits.map((v) => v.id)));
  });
  it('takes a visit back there by a conditional update of the same one', async () => {
    const visit = walked(1);
    await hubSends(visit);
    await hubSends({ ...visit, version: 1, status: 'entered-in-error', reason: 'wrong person' });
    expect(server.exchanges.map((one) => [one.asked, one.answered])).toEqual([
      [['POST'], ['201']],
      [['PUT'], ['200']],
    ]);
    expect(await stored()).toMatchObject([{ status: 'entered-in-error', identifier: [{ value: visit.id }] }]);
  });
});

function walked(day: number): Attendance {
  const at = (hour: string) => new Date(Date.parse(`2026-03-02T${hour}Z`) + day * 86_400_000).toISOString();
  return {
    ...{ id: newId(), version: 0, status: 'finished', personId: 'mary', prescriptionId: 'rx-mary' },
    ...{ prescribedActivityId: 'mary-walk', activityId: 'walk', sessionId: `walk@${at('10:00:00').slice(0, 16)}` },
    ...{ sessionStart: at('10:00:00'), sessionEnd: at('11:00:00'), venueId: 'hall', providerId: 'provider' },
    ...{ arrivedAt: at('09:58:00'), leftAt: null, late: false, method: 'card', assurance: 'authenticated', flags: [] },
    ...{ by: null, reason: null, cardId: 'card-mary', counter: day, kioskAt: at('09:58:00'), hubAt: at('09:58:00') },
  };
}
