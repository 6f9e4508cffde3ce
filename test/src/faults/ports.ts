import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below what Linux gives to outgoing connections: while a part is down, a
 * connection of somebody else could else sit on its port, or one that calls it
 * meet itself.
 */
const [FROM, TO] = [15_000, 32_000];

/** Ports of this machine that nobody uses now; all held at once, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(FROM, TO);
    const probe = held.has(port) ? undefined : await hold(port);
    if (probe) held.set(port, probe);
  }
  await Promise.all([...held.values()].map((probe) => new Promise((resolve) => probe.close(resolve))));
  return [...held.keys()];
}

async function hold(port: number): Promise<Server | undefined> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return probe;
  } catch {
    return undefined;
  }
}
