import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { newId } from '@tapwell/shared/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { visitOf } from '../testing/venue.ts';
import { Uploader } from './uploader.ts';

interface Sent {
  entry: { request: { ifNoneExist?: string } }[];
}
const ids = (body: unknown) => (body as Sent).entry.map((e) => e.request.ifNoneExist!.split('|')[1]!);
const fault: Scripted = {
  status: 500,
  headers: { 'content-type': 'application/problem+json' },
  json: { title: 'Internal server error' },
};

describe('entries that central fails at', () => {
  let db: Db;
  let outbox: Outbox;
  let central: Awaited<ReturnType<typeof scriptedServer>>;
  let uploader: Uploader;
  let bad: Set<string>;
  let reportsFail: boolean;
  /** Central says it of each entry, not of the whole batch. */
  let byEntry: boolean;
  const add = (count: number): string[] =>
    Array.from({ length: count }, () => {
      const visit = visitOf('mary');
      outbox.add('attendance', visit.arrivedAt, visit);
      return visit.id;
    });
  const batches = () => central.heard.filter((h) => h.path === '/fhir').map((h) => ids(h.body));

  beforeEach(async () => {
    // No wait is drawn at random: those that are kept are tested as numbers.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    db = openStore(':memory:');
    outbox = new Outbox(db, new Quarantine(db));
    bad = new Set();
    reportsFail = false;
    byEntry = false;
    central = await scriptedServer(({ path, body }) => {
      if (path === '/hub/report') return reportsFail ? fault : { status: 204 };
      if (path === '/hub/facts') return { status: 200, json: { results: [{ status: 201 }] } };
      const entry = ids(body).map((id) => ({ response: { status: bad.has(id) ? '500' : '201' } }));
      return byEntry || !ids(body).some((id) => bad.has(id))
        ? { status: 200, json: { resourceType: 'Bundle', entry } }
        : fault;
    });
    const report = {
      ...{ syncedThrough: null, kiosks: [], rosterCursor: 0, rosterAt: null, oldestWaiting: null },
      ...{ waiting: 0, quarantined: 0, version: 'test' },
    };
    uploader = new Uploader({ outbox, central: openClient(central.url), report: () => report, onSync: () => {} });
  });
  afterEach(async () => {
    await uploader.stop();
    central.close();
    db.close();
    vi.restoreAllMocks();
  });

  it('go behind the others, wherever they are: everything else is stored, and they stay, to be tried again', async () => {
    const all = add(130);
    for (const i of [0, 1, 60, 129]) bad.add(all[i]!);
    uploader.start();
    await central.until(() => outbox.counts().waiting === 4 && outbox.counts().setBack === 4);
    expect(outbox.counts().quarantined).toBe(0);
    const more = add(3);
    await central.until(() => outbox.counts().waiting === 4);
    expect(batches().flat()).toEqual(expect.arrayContaining(more));

    // Central is mended.
    bad.clear();
    uploader.tryNow();
    await central.until(() => outbox.counts().waiting === 0);
    const stored = batches().filter((batch) => batch.length > 0);
    expect(new Set(stored.flat())).toEqual(new Set([...all, ...more]));
  });
  it('are looked at one at a time once the rest has gone, and not again at once', async () => {
    const [first, second] = add(2);
    bad.add(first!).add(second!);
    uploader.start();
    await central.until(() => outbox.counts().setBack === 2);
    const before = batches().length;
    uploader.tryNow();
    await central.until(() => batches().length > before);
    await central.until(() => central.heard.at(-1)?.path === '/hub/report');
    expect(batches().slice(before)).toEqual([[first]]);
    uploader.tryNow();
    await central.until(() => batches().length > before + 1);
    expect(batches().at(-1)).toEqual([second]);
  });
  it('let what is of another kind pass too, when central says of each by itself that it failed', async () => {
    const [first, second] = add(2);
    bad.add(first!).add(second!);
    byEntry = true;
    const at = '2026-06-01T09:05:00.000Z';
    const gap = { kind: 'kiosk-gap' as const, id: newId(), at, kioskId: 'door', from: at, to: at };
    outbox.add('fact', at, gap);
    uploader.start();
    await central.until(() => outbox.counts().setBack === 2 && outbox.counts().waiting === 2);
    expect(central.heard.find((h) => h.path === '/hub/facts')?.body).toEqual({ facts: [gap] });
  });
  it('are none in an outage, where central fails at everything: nothing changes its place', async () => {
    const all = add(60);
    for (const id of all) bad.add(id);
    reportsFail = true;
    uploader.start();
    await central.until(() => batches().filter((batch) => batch.length === 1).length > 5);
    expect(outbox.counts()).toMatchObject({ waiting: 60, setBack: 0, quarantined: 0 });
    bad.clear();
    reportsFail = false;
    await central.until(() => outbox.counts().waiting === 0);
  });
});
