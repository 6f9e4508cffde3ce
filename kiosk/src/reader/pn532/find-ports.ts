import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where a USB serial adapter shows itself on Linux, the stable names first. */
const AUTO = ['/dev/serial/by-id/*', '/dev/ttyUSB*', '/dev/ttyACM*'];

/**
 * The devices a spec means, in the order to try them: a path as it is, `auto`
 * for every USB serial device, or a path whose last part has `*`. A device
 * under two names counts once.
 */
export async function findPorts(spec: string): Promise<string[]> {
  const patterns = spec === 'auto' ? AUTO : [spec];
  const paths = (await Promise.all(patterns.map(expand))).flat();
  const seen = new Set<string>();
  const ports: string[] = [];
  for (const path of paths) {
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) continue;
    seen.add(real);
    ports.push(path);
  }
  return ports;
}

/** Whether a spec can mean more than one device, so that each must be asked who it is. */
export function isPattern(spec: string): boolean {
  return spec === 'auto' || basename(spec).includes('*');
}

async function expand(pattern: string): Promise<string[]> {
  if (!isPattern(pattern)) return [pattern];
  const folder = dirname(pattern);
  const name = new RegExp(`^${basename(pattern).split('*').map(quote).join('.*')}$`);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((entry) => name.test(entry))
    .sort()
    .map((entry) => join(folder, entry));
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
