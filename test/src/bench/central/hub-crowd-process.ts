import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, type Packed, pack } from '@tapwell/hub/sync/exchange';
import { nextPace, type Pace, startPace } from '@tapwell/hub/sync/pace';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { DeviceClient } from '@tapwell/shared/device/client';
import { toBatchEntry } from '@tapwell/shared/fhir/encounter';
import type { HubCrowdResult, HubCrowdTask } from './hub-crowd.ts';

// The hubs: each with its own key, its own connection and the pace of the
// hub's own uploader. In a process of their own, beside what is measured.

process.once('message', async (task: HubCrowdTask) => {
  const result: HubCrowdResult = { seconds: 0, latencies: [], failures: {}, rosterSeconds: 0 };
  const watch = setInterval(() => {
    if (performance.now() - wentOnAt < STALLED_MS) return;
    process.send!({ error: `nothing was taken for ${STALLED_MS / 1000} s; until then: ${JSON.stringify(result)}` });
    process.exit();
  }, 1_000);
  try {
    await send(task, result);
    process.send!(result);
  } catch (error) {
    process.send!({ error: String(error instanceof Error ? error.stack : error) });
  } finally {
    clearInterval(watch);
  }
});

/** Hubs try for ever, and a bench does not: it says what they were told. */
const STALLED_MS = 180_000;
let wentOnAt = performance.now();

async function send({ central, hubs, signedIn, askRoster }: HubCrowdTask, result: HubCrowdResult): Promise<void> {
  const clients = await inLots(hubs, async ({ identity, batches }) => ({
    client: new DeviceClient(central, identity),
    packed: await Promise.all(batches.map(packBatch)),
  }));
  if (signedIn) await inLots(clients, ({ client }) => client.signIn());
  wentOnAt = performance.now();
  const begun = performance.now();
  const rosters = clients.map(async ({ client }, i) => {
    if (askRoster) await takeRoster(client, hubs[i]!.cursor ?? 0, result);
  });
  await Promise.all(clients.map(({ client, packed }) => upload(client, packed, result)));
  result.seconds = (performance.now() - begun) / 1000;
  await Promise.all(rosters);
  result.rosterSeconds = (performance.now() - begun) / 1000;
}

function packBatch(visits: Attendance[]): Promise<Packed> {
  const body = { resourceType: 'Bundle', type: 'batch', entry: visits.map(toBatchEntry) };
  return pack({ path: '/fhir', body, type: 'application/fhir+json', entries: visits.length }, true);
}

/** One batch after another, each until it is stored. */
async function upload(client: DeviceClient, batches: Packed[], result: HubCrowdResult): Promise<void> {
  const never = new AbortController().signal;
  let pace: Pace = startPace;
  for (const packed of batches) {
    for (let done = false; !done; ) {
      const sent = performance.now();
      let unstored: string | undefined;
      const { answer, why } = await exchange(client, packed, never, (json) => {
        unstored = notStored(json);
        return true;
      });
      if (unstored !== undefined) throw new Error(`central did not store an entry: ${unstored}`);
      done = answer.kind === 'settled' && answer.progress;
      if (done) {
        wentOnAt = performance.now();
        result.latencies.push(wentOnAt - sent);
      } else result.failures[why ?? answer.kind] = (result.failures[why ?? answer.kind] ?? 0) + 1;
      const next = nextPace(pace, answer, Math.random());
      pace = next.pace;
      if (next.waitMs > 0) await sleep(next.waitMs);
    }
  }
}

function notStored(json: unknown): string | undefined {
  const { entry } = json as { entry: { response: { status: string } }[] };
  const failed = entry.find(({ response }) => !/^20[01]/.test(response.status));
  return failed && JSON.stringify(failed);
}

/** All that is new on the roster, page by page; when central has no time, a little later. */
async function takeRoster(client: DeviceClient, from: number, result: HubCrowdResult): Promise<void> {
  let cursor = from;
  for (let failures = 0; ; ) {
    const answer = await client.fetch(`/hub/roster?cursor=${cursor}`).catch(() => undefined);
    if (answer?.ok) {
      const page = (await answer.json()) as { cursor: number; more: boolean };
      cursor = page.cursor;
      wentOnAt = performance.now();
      if (!page.more) return;
      continue;
    }
    await answer?.body?.cancel();
    const why = `roster: ${answer?.status ?? 'no answer'}`;
    result.failures[why] = (result.failures[why] ?? 0) + 1;
    failures += 1;
    await sleep(Math.random() * Math.min(30_000, 1_000 * 2 ** failures));
  }
}

async function inLots<A, B>(of: A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (let i = 0; i < of.length; i += 50) done.push(...(await Promise.all(of.slice(i, i + 50).map(work))));
  return done;
}
