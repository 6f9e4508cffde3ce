import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { HubReport } from '@tapwell/shared/facts/hub-report';
import { openClient, type Scripted, scriptedServer } from '@tapwell/shared/http/scripted-server.testing';
import { newId } from '@tapwell/shared/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { visitOf } from '../testing/venue.ts';
import { Uploader } from './uploader.ts';

type Central = Awaited<ReturnType<typeof scriptedServer>>;
interface Sent {
  entry: { request: { ifNoneExist?: string } }[];
}
const report = {
  syncedThrough: null,
  kiosks: [],
  rosterCursor: 0,
  rosterAt: null,
  oldestWaiting: null,
  waiting: 0,
  quarantined: 0,
  version: 'test',
} as HubReport;
const ids = (body: unknown) => (body as Sent).entry.map((e) => e.request.ifNoneExist!.split('|')[1]);
const all = (status: string, body: unknown): Scripted => ({
  status: 200,
  json: { resourceType: 'Bundle', entry: ids(body).map(() => ({ response: { status } })) },
});

describe('uploading to central', () => {
  let db: Db;
  let outbox: Outbox;
  let central: Central;
  let uploader: Uploader;
  const against = async (answer: Parameters<typeof scriptedServer>[0]) => {
    central = await scriptedServer((heard, nth) =>
      heard.path === '/hub/report' ? { status: 204 } : answer(heard, nth),
    );
    const told = () => ({ ...report, waiting: outbox.counts().waiting });
    uploader = new Uploader({ outbox, central: openClient(central.url), report: told, onSync: () => {} });
    uploader.start();
  };
  const add = (count: number): string[] => {
    const visits = Array.from({ length: count }, () => visitOf('mary'));
    db.transaction(() => {
      for (const visit of visits) outbox.add('attendance', visit.arrivedAt, visit);
    })();
    return visits.map((visit) => visit.id);
  };
  const batches = () => central.heard.filter((h) => h.path === '/fhir').map((h) => ids(h.body));
  const empty = () =>
    central.until(() => outbox.counts().waiting === 0 && central.heard.at(-1)?.path === '/hub/report');

  beforeEach(() => {
    db = openStore(':memory:');
    outbox = new Outbox(db, new Quarantine(db));
  });
  afterEach(async () => {
    await uploader.stop();
    central.close();
    db.close();
  });

  it('sends everything in order, at most fifty at once, and then reports', async () => {
    const wanted = add(120);
    await against((heard) => all('201 Created', heard.body));
    await empty();
    expect(batches().map((b) => b.length)).toEqual([50, 50, 20]);
    expect(batches().flat()).toEqual(wanted);
    expect(outbox.counts().waiting).toBe(0);
  });
  it('sends again what was not acknowledged, by the same ids, until it is', async () => {
    const wanted = add(3);
    const answers: Scripted[] = [
      'hang up',
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 200, json: 'garbage' },
    ];
    await against((heard, nth) => answers[nth - 1] ?? all('200 OK', heard.body));
    await empty();
    expect(batches()).toEqual([wanted, wanted, wanted, wanted]);
    expect(outbox.counts()).toMatchObject({ waiting: 0, quarantined: 0 });
  });
  it('sets a refused entry aside with its reason, tells central that the person came, and goes on', async () => {
    const [bad] = add(1);
    const [good] = add(1);
    await against((heard) =>
      heard.path === '/hub/facts'
        ? { status: 200, json: { results: [{ status: 201 }] } }
        : {
            status: 200,
            json: {
              resourceType: 'Bundle',
              entry: ids(heard.body).map((id) => ({ response: { status: id === bad ? '422' : '201' } })),
            },
          },
    );
    await empty();
    const kept = db.prepare('SELECT reason, body FROM quarantine').all() as { reason: string; body: string }[];
    expect(kept.map((row) => [row.reason, JSON.parse(row.body).id])).toEqual([['422: no reason given', bad]]);
    expect(batches()).toEqual([[bad, good]]);
    const facts = central.heard.filter((h) => h.path === '/hub/facts');
    expect(facts[0]!.body).toMatchObject({ facts: [{ kind: 'tap', outcome: 'refused', personId: 'mary' }] });
  });
  it('sends what was left of a batch before anything that comes after it', async () => {
    const wanted = add(120);
    const late = wanted[10]!;
    await against((heard, nth) => ({
      status: 200,
      json: {
        resourceType: 'Bundle',
        entry: ids(heard.body).map((id) => ({ response: { status: nth === 1 && id === late ? '503' : '201' } })),
      },
    }));
    await empty();
    expect(batches()).toEqual([wanted.slice(0, 50), [late, ...wanted.slice(50, 99)], wanted.slice(99)]);
  });
  it('sends smaller batches when they are too large', async () => {
    add(4);
    await against((heard) => (ids(heard.body).length > 2 ? { status: 413 } : all('201', heard.body)));
    await empty();
    expect(batches().map((b) => b.length)).toEqual([4, 2, 2]);
    expect(outbox.counts()).toMatchObject({ waiting: 0, quarantined: 0 });
  });
  it('sets aside one that is too large alone, and goes on with the rest', async () => {
    const [huge, fine] = add(2);
    await against((heard) => {
      if (heard.path === '/hub/facts') return { status: 200, json: { results: [{ status: 201 }] } };
      return ids(heard.body).includes(huge!) ? { status: 413 } : all('201', heard.body);
    });
    await central.until(() => batches().flat().includes(fine!) && batches().at(-1)!.length === 1);
    await empty();
    expect(outbox.counts()).toMatchObject({ waiting: 0, quarantined: 1 });
  });
  it('goes on after a fact that came in while it was idle', async () => {
    await against((heard) => all('201', heard.body));
    await empty();
    const [late] = add(1);
    await central.until(() => batches().flat().includes(late!));
  });
  it('carries attendances and other facts to their own addresses, in the order they were recorded', async () => {
    add(1);
    const at = new Date().toISOString();
    const gap = { kind: 'kiosk-gap' as const, id: newId(), at, kioskId: 'door', from: at, to: at };
    db.transaction(() => outbox.add('fact', at, gap))();
    add(1);
    await against((heard) =>
      heard.path === '/hub/facts' ? { status: 200, json: { results: [{ status: 201 }] } } : all('201', heard.body),
    );
    await empty();
    const paths = central.heard.map((h) => h.path);
    expect(paths.filter((path) => path !== '/hub/report')).toEqual(['/fhir', '/hub/facts', '/fhir']);
  });
  it('packs what is worth it, and sends plain to a server that will not unpack', async () => {
    const wanted = add(3);
    await against((heard) => (heard.coding === 'gzip' ? { status: 415 } : all('201', heard.body)));
    await empty();
    add(2);
    await empty();
    const codings = central.heard.filter((h) => h.path === '/fhir').map((h) => h.coding);
    expect(codings).toEqual(['gzip', undefined, undefined]);
    expect(batches()[1]).toEqual(wanted);
  });
  it('says how far the record is complete, beside batches that follow each other and when all is done', async () => {
    add(120);
    await against((heard) => all('201', heard.body));
    await empty();
    const reports = central.heard.filter((h) => h.path === '/hub/report').length;
    expect(reports).toBeGreaterThanOrEqual(2);
    expect(reports).toBeLessThanOrEqual(3);
    expect(central.heard.at(-1)!.body).toMatchObject({ waiting: 0 });
  });
  it.each([401, 403])(
    'stops and raises the alarm when it gets a %d three times, and goes on at once when told to',
    async (status) => {
      const wanted = add(1);
      const told: (string | boolean | undefined)[][] = [];
      let known = false;
      central = await scriptedServer((heard) =>
        known ? (heard.path === '/hub/report' ? { status: 204 } : all('201', heard.body)) : { status },
      );
      const onSync = (...how: (string | boolean | undefined)[]) => void told.push(how);
      uploader = new Uploader({ outbox, central: openClient(central.url), report: () => report, onSync });
      uploader.start();
      await central.until(() => central.heard.length === 3);
      await sleep(300);
      expect(central.heard).toHaveLength(3);
      expect(told).toEqual([false, false, true].map((alarm) => [false, `central answered ${status}`, alarm]));
      expect(outbox.counts()).toMatchObject({ waiting: 1, quarantined: 0 });
      known = true;
      uploader.tryNow();
      await empty();
      expect(batches()).toEqual([wanted, wanted, wanted, wanted]);
    },
  );
  it('finds the one entry that central cannot read, and sets aside no other', async () => {
    const wanted = add(7);
    const bad = wanted[4]!;
    await against((heard) => {
      if (heard.path === '/hub/facts') return { status: 200, json: { results: [{ status: 201 }] } };
      return ids(heard.body).includes(bad) ? { status: 400, json: {} } : all('201', heard.body);
    });
    await empty();
    expect(outbox.counts()).toMatchObject({ waiting: 0, quarantined: 1 });
    const kept = db.prepare('SELECT body FROM quarantine').all() as { body: string }[];
    expect(kept.map((row) => JSON.parse(row.body).id)).toEqual([bad]);
  });
  it('sets nothing aside for a page that only stands where central should be', async () => {
    add(1);
    await against(() => ({ status: 400, headers: { 'content-type': 'text/html' } }));
    await central.until(() => batches().length === 2);
    expect(outbox.counts()).toMatchObject({ waiting: 1, quarantined: 0 });
  });
  it('goes on after its own store or its report has failed for once', async () => {
    const wanted = add(2);
    let reads = 0;
    let reports = 0;
    const flaky = {
      next: (limit: number, after?: number) => {
        if (reads++ === 0) throw new Error('disk I/O error');
        return outbox.next(limit, after);
      },
      nextSetBack: outbox.nextSetBack.bind(outbox),
      settle: outbox.settle.bind(outbox),
      onAdd: outbox.onAdd.bind(outbox),
    };
    const failingReport = () => {
      if (reports++ === 0) throw new Error('disk I/O error');
      return report;
    };
    central = await scriptedServer((heard) =>
      heard.path === '/hub/report' ? { status: 204 } : all('201', heard.body),
    );
    const deps = { outbox: flaky as unknown as Outbox, central: openClient(central.url), onSync: () => {} };
    uploader = new Uploader({ ...deps, report: failingReport });
    uploader.start();
    await empty();
    expect(batches()).toEqual([wanted]);
  });
  it('drains weeks of visits in order, holding a batch at a time', async () => {
    const wanted = add(20_000);
    const got: string[] = [];
    let largest = 0;
    let underWay = 0;
    const fetch = async (path: string, init: RequestInit = {}) => {
      if (path === '/hub/report') return new Response(null, { status: 204 });
      expect(++underWay).toBe(1);
      await turn();
      underWay--;
      const batch = ids(JSON.parse(gunzipSync(init.body as Uint8Array).toString()));
      got.push(...(batch as string[]));
      largest = Math.max(largest, (init.body as Uint8Array).length);
      return Response.json({ resourceType: 'Bundle', entry: batch.map(() => ({ response: { status: '201' } })) });
    };
    central = await scriptedServer(() => ({ status: 204 }));
    uploader = new Uploader({ outbox, central: { fetch }, report: () => report, onSync: () => {} });
    uploader.start();
    while (outbox.counts().waiting > 0) await sleep(20);
    expect(got).toEqual(wanted);
    expect(largest).toBeLessThan(50_000);
  }, 60_000);
});
