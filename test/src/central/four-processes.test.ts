import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeCard } from '@tapwell/central/cards/card-register';
import { issuePairingCode, loadDirectory, newSchemeKeys, openCentralStore } from '@tapwell/central/main';
import { type PostgresServer, startPostgres } from '@tapwell/central/testing/postgres-server';
import { smallRecords, takenBack, visit } from '@tapwell/central/testing/record';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { DeviceClient, pairDevice } from '@tapwell/shared/device/client';
import { toBatchEntry } from '@tapwell/shared/fhir/encounter';
import { newId } from '@tapwell/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTapwell, startTapwell } from '../commands/run-tapwell.ts';

const PROCESSES = 4;
const keys = JSON.stringify(newSchemeKeys());

/** As a load balancer does: each request to the next process that still answers. */
class Balancer {
  readonly targets: string[] = [];
  /** A second copy of each request goes to another process; what that answered. */
  copied: string[] | undefined;
  readonly #server: Server;
  #next = 0;

  constructor() {
    this.#server = createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => name !== 'connection'));
      const send = (target: string) =>
        fetch(`${target}${req.url}`, {
          method: req.method!,
          headers: headers as Record<string, string>,
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        });
      const target = this.targets[this.#next++ % this.targets.length]!;
      try {
        const answer = await send(target);
        const body = Buffer.from(await answer.arrayBuffer());
        if (this.copied) {
          const copy = await send(this.targets[this.#next % this.targets.length]!);
          await copy.arrayBuffer();
          if (answer.ok) this.copied.push(`${req.url!.split('?')[0]} ${copy.status}`);
        }
        const passed = [...answer.headers].filter(
          ([name]) => !/^(transfer-encoding|connection|keep-alive)$/.test(name),
        );
        res.writeHead(answer.status, Object.fromEntries(passed)).end(body);
      } catch {
        res.writeHead(502).end();
      }
    });
  }
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** As an uploader does: what met a process that was just killed is sent again, a token that could not be bought too. */
async function answered(ask: () => Promise<Response>): Promise<Response> {
  for (let times = 1; ; times++) {
    const answer = await ask().catch((error: unknown) => {
      if (times === 20) throw error;
    });
    if (answer && answer.status !== 502) return answer;
    expect(times).toBeLessThan(20);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('four processes of central on one PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapwell-four-'));
  const balancer = new Balancer();
  const running: { child: ChildProcess; address: string }[] = [];
  let server: PostgresServer;
  let database: string;
  let db: Awaited<ReturnType<typeof openCentralStore>>;
  let hubs: DeviceClient[];
  const env = () => ({ TAPWELL_KEYS: keys, TAPWELL_DATABASE: database });

  beforeAll(async () => {
    server = await startPostgres();
    database = await server.create('four');
    const url = await balancer.listen();
    // All at once on an empty database.
    await Promise.all(
      Array.from({ length: PROCESSES }, async () => {
        const child = startTapwell(['central', '--data', folder, '--port', '0', '--public-url', url], env());
        let said = '';
        child.stderr!.on('data', (chunk) => {
          said += String(chunk);
        });
        const [ready] = (await Promise.race([
          once(child.stdout!, 'data'),
          once(child, 'exit').then(() => Promise.reject(new Error(said))),
        ])) as [Buffer];
        const address = /ready (\S+)/.exec(String(ready))![1]!;
        balancer.targets.push(address);
        running.push({ child, address });
      }),
    );
    db = await openCentralStore(folder, database);
    const records = smallRecords();
    await loadDirectory(db, { ...records, hub: [...records.hub!, { ...records.hub![0]!, id: 'hub-2' }] });
    hubs = await Promise.all(
      ['hub', 'hub-2'].map(async (hub) => {
        const identity = await pairDevice(url, await issuePairingCode(db, hub, new Date()), hub);
        return new DeviceClient(url, identity);
      }),
    );
  });
  afterAll(async () => {
    balancer.close();
    for (const { child } of running) child.kill('SIGKILL');
    await db?.destroy();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = async (hub: DeviceClient, attendances: Attendance[]): Promise<string[]> => {
    const bundle = { resourceType: 'Bundle', type: 'batch', entry: attendances.map(toBatchEntry) };
    const answer = await answered(() => hub.post('/fhir', bundle));
    expect(answer.status).toBe(200);
    const { entry } = (await answer.json()) as { entry: { response: { status: string } }[] };
    return entry.map((one) => one.response.status.slice(0, 3));
  };

  it('take a nonce of any of them, and a proof once among them all', async () => {
    balancer.copied = [];
    for (let i = 0; i < PROCESSES; i++) expect((await hubs[0]!.fetch('/hub/roster?cursor=0')).status).toBe(200);
    expect(balancer.copied.filter((copy) => copy === '/hub/roster 401')).toHaveLength(PROCESSES);
    expect(balancer.copied.filter((copy) => /[23]\d\d$/.test(copy))).toEqual([]);
    balancer.copied = undefined;
  });

  it('lose, double and fork nothing though one is killed in the midst of it', async () => {
    const dates = ['2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01', '2026-06-08', '2026-06-15'];
    // The same card read at the same time by both hubs: concerns, which the audit log tells of.
    const own = (n: number) =>
      dates
        .flatMap((date) => ['mary', 'ahmed'].map((personId) => visit({ personId, counter: null, cardId: null }, date)))
        .map((a) => ({ ...a, id: newId(), reason: `hub ${n}` }));
    const sets = hubs.map((_, n) => own(n));
    const suspect = (id: string) => ({
      facts: [
        {
          kind: 'tap',
          id,
          at: '2026-06-01T09:30:00.000Z',
          outcome: 'card-suspect',
          evidence: { kind: 'uid', uid: '04112233445566' },
          kioskAt: '2026-06-01T09:30:00.000Z',
          cardId: 'card-mary',
          counter: null,
          personId: null,
        },
      ],
    });
    const killed = running[0]!;
    const work = hubs.flatMap((hub, n) => {
      const backlog = sets[n]!;
      const undone = backlog.slice(0, 4).map(takenBack);
      const facts = Array.from({ length: 6 }, () => newId());
      const fact = async (id: string) => {
        const answer = await answered(() => hub.post('/hub/facts', suspect(id)));
        expect([200, 201]).toContain(((await answer.json()) as { results: { status: number }[] }).results[0]!.status);
      };
      // Everything twice, corrections before, beside and after what they correct.
      return [
        send(hub, undone.slice(0, 2)),
        send(hub, backlog),
        send(hub, [...backlog].reverse()),
        send(hub, undone),
        send(hub, backlog),
        send(hub, undone),
        ...facts.map(fact),
        ...facts.map(fact),
        ...Array.from({ length: 4 }, () => answered(() => hub.fetch('/hub/roster?cursor=0'))),
      ];
    });
    setTimeout(() => {
      killed.child.kill('SIGKILL');
      balancer.targets.splice(balancer.targets.indexOf(killed.address), 1);
    }, 150);
    await Promise.all(work);

    const rows = await db.selectFrom('attendance').selectAll().orderBy('id').execute();
    expect(rows).toHaveLength(sets.flat().length);
    const wrong = new Set(sets.flatMap((set) => set.slice(0, 4).map((a) => a.id)));
    for (const row of rows)
      expect([row.id, row.status]).toEqual([row.id, wrong.has(row.id) ? 'entered-in-error' : 'finished']);
    const counted = rows.filter((row) => row.status === 'finished' && row.duplicate_of === null);
    const standing = rows
      .filter((row) => row.status === 'finished')
      .map((row) => `${row.patient_id} ${row.session_id}`);
    expect(counted.map((row) => `${row.patient_id} ${row.session_id}`).sort()).toEqual([...new Set(standing)].sort());
    // The earlier of two counts, whichever arrived first.
    for (const row of rows.filter((one) => one.duplicate_of)) expect(row.duplicate_of! < row.id).toBe(true);

    expect(await db.selectFrom('concern').select('id').execute()).toHaveLength(12);
    expect(await runTapwell(['audit', 'verify', '--data', folder], env())).toMatchObject({
      code: 0,
      out: 'The log is whole: 12 entries.\n',
    });
    const numbers = await db.selectFrom('roster_entry').select(['hub_id', 'seq']).execute();
    expect(new Set(numbers.map(({ hub_id, seq }) => `${hub_id} ${seq}`)).size).toBe(numbers.length);
  });

  it('tell a hub that waits at one of them of a card blocked at another', async () => {
    await db
      .updateTable('prescription')
      .set({ starts_on: new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10) })
      .execute();
    await db.updateTable('hub').set({ roster_stale: 1 }).execute();
    const roster = async (cursor: number, wait: number) =>
      (await (await hubs[0]!.fetch(`/hub/roster?cursor=${cursor}&wait=${wait}`)).json()) as {
        cursor: number;
        changes: unknown[];
      };
    let { cursor, changes } = await roster(0, 0);
    while (changes.length > 0) ({ cursor, changes } = await roster(cursor, 0));
    const waiting = roster(cursor, 20);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const at = performance.now();
    await changeCard(db, 'card-mary', 'block', { staffId: 'priya', now: new Date() });
    expect((await waiting).changes).toMatchObject([
      { op: 'put', entry: { kind: 'card', id: 'card-mary', state: 'blocked' } },
    ]);
    expect(performance.now() - at).toBeLessThan(5_000);
  });
});
