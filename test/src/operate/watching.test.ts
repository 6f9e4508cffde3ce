import { createServer, type Server } from 'node:http';
import type { DeviceClient } from '@tapwell/shared/device/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDER_STAFF, people } from '../faults/people.ts';
import { type HubProcess, libraryCard, type OperateRig, rosterArrived, setUp, tapNow, until } from './rig.ts';

const TOKEN = 'a-token-for-the-metrics-of-tests';

describe('watching a hub', () => {
  let rig: OperateRig;
  let hub: HubProcess;
  let kiosk: DeviceClient;
  const metrics = (headers: Record<string, string> = {}) => fetch(`${rig.url}/metrics`, { headers });
  const value = (page: string, name: string) =>
    Number(
      page
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );

  beforeAll(async () => {
    rig = await setUp();
    hub = await rig.startHub({ TAPWELL_LOG_LEVEL: 'trace', TAPWELL_METRICS_TOKEN: TOKEN });
    kiosk = await rig.pairKiosk();
    await rosterArrived(kiosk);
  });
  afterAll(() => rig?.close());

  it('/healthz says what is well, and names nobody', async () => {
    await until(async () => (await (await fetch(`${rig.url}/healthz`)).text()).includes('in step'), 'the first upload');
    const answer = await fetch(`${rig.url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'ok',
      store: 'writable',
      central: 'in step',
      roster: 'fresh',
      kiosks: { ready: 1, 'not-ready': 0, silent: 0 },
    });
  });

  it('/metrics is a page as Prometheus reads it, of what happened and how things stand', async () => {
    const taps = [0, 1, 2].map((n) => tapNow(libraryCard(n)));
    await kiosk.post('/kiosk/taps', { taps: [...taps, tapNow({ kind: 'uid', uid: 'DEADBEEF' })] });
    await fetch(`${rig.url}/nothing`);
    const answer = await metrics();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const page = await answer.text();
    for (const line of page.trimEnd().split('\n')) expect(line).toMatch(EXPOSITION);
    expect(page.endsWith('\n')).toBe(true);
    const families = [...page.matchAll(/^# TYPE (\S+)/gm)].map((m) => m[1]);
    expect(new Set(families).size).toBe(families.length);

    expect(value(page, 'tapwell_hub_ingest_seconds_count')).toBe(4);
    expect(value(page, 'tapwell_hub_taps_total{outcome="card-not-recognised"}')).toBe(1);
    expect(value(page, 'tapwell_hub_commit_size_sum')).toBe(4);
    expect(value(page, 'tapwell_hub_http_errors_total{status="404"}')).toBe(1);
    expect(value(page, 'tapwell_hub_kiosks{state="ready"}')).toBe(1);
    expect(value(page, 'tapwell_hub_store_writable')).toBe(1);
    expect(value(page, 'tapwell_hub_quarantine_entries')).toBe(0);
    for (const name of ['store_bytes', 'disk_free_bytes', 'resident_memory_bytes']) {
      expect(value(page, `tapwell_hub_${name}`)).toBeGreaterThan(100_000);
    }
    for (const name of [
      'roster_age_seconds',
      'last_upload_seconds',
      'synced_through_seconds',
      'outbox_oldest_seconds',
    ]) {
      expect(value(page, `tapwell_hub_${name}`)).toBeLessThan(60);
    }
    // Labels say what kind of thing is counted, and never whose.
    const labels = [...page.matchAll(/\{([^}]*)\}/g)].map((m) => m[1]!.split('=')[0]);
    expect([...new Set(labels)].sort()).toEqual(['le', 'outcome', 'state', 'status']);
  });

  it('/metrics is for this machine, or for who has the token', async () => {
    const elsewhere = { 'x-forwarded-for': '192.0.2.7' };
    expect((await metrics(elsewhere)).status).toBe(403);
    expect((await metrics({ ...elsewhere, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await metrics({ ...elsewhere, authorization: 'Bearer guessed-guessed-guessed' })).status).toBe(403);
  });

  it('the log names no patient, no card, no member of staff, and holds no secret, whatever happens', async () => {
    const secrets: string[] = [TOKEN, PROVIDER_STAFF.password];
    const { records } = people(60, rig.keys, new Date());
    const signIn = (body: unknown) =>
      fetch(`${rig.url}/api/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    // Taps of every kind, one of them nonsense.
    const forged = {
      kind: 'sun' as const,
      url: `https://tapwell.example/c?picc_data=${'A1'.repeat(16)}&cmac=${'B2'.repeat(8)}`,
    };
    await kiosk.post('/kiosk/taps', {
      taps: [tapNow(libraryCard(3)), tapNow(forged), { ...tapNow(libraryCard(4)), kioskAt: 'Test4' }],
    });
    await kiosk.post('/kiosk/taps', { taps: 'Test5 Person' });
    // Sign-in right, wrong and broken; addresses with names in them; another site; a wrong pairing code.
    const session = await signIn(PROVIDER_STAFF);
    expect(session.status).toBe(200);
    const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
    secrets.push(cookie.split('=')[1]!);
    await signIn({ username: 'rosa', password: 'guess of Test6' });
    await signIn('{"username": "Test7 Person", "pass');
    await fetch(`${rig.url}/api/register?name=Test8&nhs=9990000018`, { headers: { cookie } });
    await fetch(`${rig.url}/nothing/Test9/9990000018?q=Test9`, {
      headers: { cookie, authorization: 'Bearer Test10token' },
    });
    await fetch(`${rig.url}/devices/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Test11', code: 'AAAA-BBBB' }),
    });
    // Central answers with a roster cut in the middle, which a parser would quote.
    await rig.stopCentral();
    const broken = await answering(rig.centralUrl, 'Test12 Person","language":null}}]}');
    // Something to send wakes the uploader.
    await kiosk.post('/kiosk/taps', { taps: [tapNow(libraryCard(5))] });
    await until(() => hub.log().includes('cannot be read'), 'the hub to meet the broken answer');
    broken.closeAllConnections();
    broken.close();
    await hub.stop();

    const log = hub.log();
    expect(log.split('\n').filter((line) => line.startsWith('{')).length).toBeGreaterThan(2);
    const personal = [
      /Test\d/,
      /\bPerson\b/,
      /person-\d/,
      /rosa/i,
      /guess of/,
      /[?&](name|nhs|q|picc_data)=/,
      ...records.patient!.map((p) => new RegExp(String(p.nhs_number))),
      ...records.card!.map((c) => new RegExp(c.uid, 'i')),
      ...records.card!.map((c) => new RegExp(`\\b${c.id}\\b`)),
      ...[...rig.keys.cardMaster, ...rig.keys.metaRead].map((k) => new RegExp(k.key, 'i')),
      ...secrets.map((secret) => new RegExp(secret)),
    ];
    expect(personal.filter((pattern) => pattern.test(log)).map(String)).toEqual([]);
  });
});

/** A server in central's place that answers everything with the same words. */
async function answering(url: string, words: string): Promise<Server> {
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(words);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), () => resolve()));
  return server;
}

/** A line of the text format 0.0.4: a comment, or a sample with its labels. */
const EXPOSITION =
  /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? ([-+]?[0-9.e+-]+|[+-]Inf|NaN))$/;
