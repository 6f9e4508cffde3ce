import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issuePairingCode, openHubStore, type RunningHub, startHub } from '@tapwell/hub/main';
import { ownCertificate } from '@tapwell/hub/tls/own-certificate';
import { DeviceClient, pairDevice } from '@tapwell/shared/device/client';
import { loadOrPair } from '@tapwell/shared/device/identity-file';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hubFolder, hubSettings } from './hub-folder.ts';

let dir: string;
let data: string;
let hub: RunningHub;
const servers: Server[] = [];
const silent = pino({ level: 'silent' });
const start = async () => {
  hub = await startHub(hubSettings({ data, tls: 'own' }), silent);
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapwell-pin-'));
  data = await hubFolder(join(dir, 'hub'));
  await start();
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  await hub?.stop();
  await rm(dir, { recursive: true, force: true });
});

function code(): string {
  const db = openHubStore(data);
  try {
    return issuePairingCode(db, new Date());
  } finally {
    db.close();
  }
}
const status = (client: DeviceClient) =>
  client.post('/kiosk/status', { reader: 'ready', why: null, waiting: 0, downSince: null, gaps: [] });

/** Somebody on the hall's network with a certificate of their own, who passes on or answers by themselves. */
async function between(answer?: (path: string) => { status: number; json: object }): Promise<string> {
  const certificate = await ownCertificate(join(dir, 'stranger'), ['localhost', '127.0.0.1'], new Date());
  const to = new URL(hub.url);
  const server = createServer(certificate, (req, res) => {
    const own = answer?.(req.url ?? '');
    if (own) {
      res.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.json));
      return;
    }
    const { method, url: path, headers } = req;
    const onward = httpsRequest({ host: to.hostname, port: to.port, method, path, headers, rejectUnauthorized: false });
    onward.on('response', (from) => {
      res.writeHead(from.statusCode!, from.headers);
      from.pipe(res);
    });
    req.pipe(onward);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

describe('a kiosk that pairs over TLS with a hub that nobody vouches for', () => {
  it('knows its hub from then on, also after the hub’s certificate was made anew', async () => {
    const identity = await pairDevice(hub.url, code(), 'Front door');
    expect(identity.pin).toMatch(/^[\w-]{43}$/);
    expect((await status(new DeviceClient(hub.url, identity))).status).toBe(200);
    const { port } = new URL(hub.url);
    await hub.stop();
    await rm(join(data, 'tls-cert.pem'));
    hub = await startHub(hubSettings({ data, tls: 'own', port: Number(port) }), silent);
    expect((await status(new DeviceClient(hub.url, identity))).status).toBe(200);
  });
  it('is not paired through somebody who stands between and passes everything on', async () => {
    const right = code();
    await expect(pairDevice(await between(), right, 'Front door')).rejects.toThrow(
      'not known, has been used or is older',
    );
    // Whoever it was learnt nothing to use the code with: it is still good.
    expect((await pairDevice(hub.url, right, 'Front door')).deviceId).toBeTruthy();
  });
  it('is not paired with somebody who says yes to everything', async () => {
    const stranger = await between(() => ({
      status: 201,
      json: { deviceId: 'kiosk', audience: `${hub.url}/auth/token`, proof: 'A'.repeat(43) },
    }));
    await expect(pairDevice(stranger, code(), 'Front door')).rejects.toThrow('does not know this pairing code');
  });
  it('tells nobody else anything once it is paired, and says so in a sentence', async () => {
    const identity = await pairDevice(hub.url, code(), 'Front door');
    const heard: string[] = [];
    const stranger = await between((path) => {
      heard.push(path);
      return { status: 200, json: { access_token: 'x', token_type: 'bearer', expires_in: 300 } };
    });
    await expect(status(new DeviceClient(stranger, identity))).rejects.toThrow(
      'is not what this device was paired with',
    );
    expect(heard).toEqual([]);
  });
  it('does not speak in clear when its address is changed to http', async () => {
    const kiosk = join(dir, 'kiosk-clear');
    await loadOrPair(kiosk, { url: hub.url, what: 'the hub' }, code(), 'Front door');
    const clear = { url: hub.url.replace('https', 'http'), what: 'the hub' };
    await expect(loadOrPair(kiosk, clear, undefined, 'Front door')).rejects.toThrow('Give its https address');
  });
  it('is paired again with a new code when the hub lost its key', async () => {
    const kiosk = join(dir, 'kiosk');
    const parent = { url: hub.url, what: 'the hub' };
    const first = await loadOrPair(kiosk, parent, code(), 'Front door');
    const { port } = new URL(hub.url);
    await hub.stop();
    await rm(join(data, 'tls-key.pem'));
    hub = await startHub(hubSettings({ data, tls: 'own', port: Number(port) }), silent);
    // Without a code it stays as it was, and refuses; with one it is paired anew.
    expect(await loadOrPair(kiosk, parent, undefined, 'Front door')).toEqual(first);
    const again = await loadOrPair(kiosk, parent, code(), 'Front door');
    expect(again.pin).not.toBe(first.pin);
    expect((await status(new DeviceClient(hub.url, again))).status).toBe(200);
  });
});

describe('a hub', () => {
  it('serves plain HTTP on this machine alone, and https beyond it, unless told otherwise', async () => {
    const at = async (settings: Parameters<typeof hubSettings>[0]) => {
      const other = await startHub(
        hubSettings({ ...settings, data: await hubFolder(join(dir, `hub-${count++}`)) }),
        silent,
      );
      await other.stop();
      return new URL(other.url).protocol;
    };
    let count = 0;
    expect(await at({})).toBe('http:');
    expect(await at({ host: '0.0.0.0' })).toBe('https:');
    expect(await at({ host: '0.0.0.0', tls: 'off' })).toBe('http:');
    await expect(at({ cert: '/nowhere.pem' })).rejects.toThrow('give both --cert and --key');
    await expect(at({ cert: '/nowhere.pem', key: '/nowhere.pem' })).rejects.toThrow('/nowhere.pem cannot be read');
    const files = join(data, 'tls-cert.pem');
    await expect(at({ cert: files, key: files })).rejects.toThrow('not a certificate and its key');
    expect(await at({ cert: files, key: join(data, 'tls-key.pem') })).toBe('https:');
  });
});
