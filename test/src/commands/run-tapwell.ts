import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The `tapwell` command as people run it; needs the build. */
export const TAPWELL = fileURLToPath(new URL('../../../cli/bin/tapwell.js', import.meta.url));

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** Starts the command with only this environment of ours. */
export function startTapwell(args: string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, [TAPWELL, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOurs(process.env), ...env },
  });
}

/** Runs the command to its end. */
export async function runTapwell(args: string[], env: Record<string, string> = {}): Promise<Said> {
  const child = startTapwell(args, env);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** What the person who runs the tests has set for Tapwell is not the tests'. */
export function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TAPWELL_')));
}
