import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../testing/bytes.ts';
import { askService } from './service.ts';

let folder: string;
let before: string | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapwell-pcscd-'));
  before = process.env.PCSCLITE_CSOCK_NAME;
  process.env.PCSCLITE_CSOCK_NAME = join(folder, 'pcscd.comm');
});
afterEach(async () => {
  if (before === undefined) delete process.env.PCSCLITE_CSOCK_NAME;
  else process.env.PCSCLITE_CSOCK_NAME = before;
  await rm(folder, { recursive: true, force: true });
});

async function serve(client: (socket: Socket) => void): Promise<() => void> {
  const server = createServer(client);
  await new Promise<void>((resolve) => server.listen(process.env.PCSCLITE_CSOCK_NAME, resolve));
  return () => server.close();
}

describe.runIf(process.platform === 'linux')('asking pcscd', () => {
  it('it is up when it answers the greeting of a client', async () => {
    let heard = '';
    const close = await serve((socket) => {
      socket.on('data', (bytes) => {
        heard += toHex(bytes);
        socket.write(Buffer.from('040000000400000000000000', 'hex'));
      });
    });
    expect(await askService()).toBe('up');
    // As libpcsclite 1.9.9 sends it on a little-endian machine.
    expect(heard).toBe('0c00000011000000040000000400000000000000');
    close();
  });

  it('it is away when nobody listens, or hangs up', async () => {
    expect(await askService()).toBe('away');
    const close = await serve((socket) => socket.destroy());
    expect(await askService()).toBe('away');
    close();
  });

  it('it hangs when it accepts a client and says nothing', async () => {
    const sockets: Socket[] = [];
    const close = await serve((socket) => void sockets.push(socket));
    expect(await askService()).toBe('hangs');
    for (const socket of sockets) socket.destroy();
    close();
  });
});
