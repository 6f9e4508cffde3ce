import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildShim, type Machine, newMachine } from './machine.ts';
import { SINCE_1970 } from './plan.ts';

/** A program on the machine; what it prints is JSON. */
function run(machine: Machine, program: string): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { ...process.env, ...machine.env },
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a machine of its own', () => {
  let folder: string;
  let machine: Machine;
  let disk: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tapwell-machine-'));
    disk = join(folder, 'disk');
    machine = newMachine(buildShim(folder), disk, join(folder, 'switches'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes `bytes` at `from` into a file of ten bytes; true, or why not. */
  const write = (place: string, from: number, bytes: number) => {
    const program = `const fs = require('node:fs'); const file = ${JSON.stringify(place)};
      try { const fd = fs.openSync(file, 'r+'); fs.writeSync(fd, Buffer.alloc(${bytes}), 0, ${bytes}, ${from});
      console.log('true'); } catch (error) { console.log(JSON.stringify(error.code)); }`;
    return run(machine, program);
  };
  const tenBytes = (place: string) => {
    expect(
      run(machine, `require('node:fs').writeFileSync(${JSON.stringify(place)}, '0123456789'); console.log(1)`),
    ).toBe(1);
    return place;
  };

  it('wakes in 1970, and its wall clock alone is wrong', () => {
    machine.setClock(SINCE_1970);
    const program = 'console.log(JSON.stringify([new Date().getUTCFullYear(), Math.round(performance.now())]))';
    const [year, uptime] = run(machine, program) as [number, number];
    expect(year).toBeLessThan(1972);
    expect(uptime).toBeGreaterThan(0);
    expect(uptime).toBeLessThan(60_000);
    machine.setClock(0);
    expect(run(machine, 'console.log(Date.now())')).toBeGreaterThan(Date.now() - 60_000);
  });
  it('has a clock that jumps while a program runs', () => {
    const jump = `const fs = require('node:fs'); const before = Date.now();
      const fd = fs.openSync(process.env.TAPWELL_SHIM_SWITCHES, 'r+');
      fs.writeSync(fd, new Uint8Array(BigInt64Array.of(3600n * 1000000000n).buffer), 0, 8, 0);
      console.log(Math.round((Date.now() - before) / 60000))`;
    expect(run(machine, jump)).toBe(60);
    machine.setClock(0);
  });
  it('lets no file grow on a full disk, and none be written on one that copies on write', () => {
    const file = tenBytes(join(disk, 'file'));
    machine.setDisk('no growth');
    expect(write(file, 0, 10)).toBe(true);
    expect(write(file, 5, 10)).toBe('ENOSPC');
    machine.setDisk('no writes');
    expect(write(file, 0, 10)).toBe('ENOSPC');
    machine.setDisk('room');
    expect(write(file, 5, 10)).toBe(true);
  });
  it('says ENOSPC to SQLite as a full disk does, and SQLite goes on when there is room again', () => {
    const program = `const Database = require('better-sqlite3');
      const db = new Database(${JSON.stringify(join(disk, 'db'))}); db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL'); db.exec('CREATE TABLE IF NOT EXISTS t (x)');
      try { db.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(9000)); console.log('true'); }
      catch (error) { console.log(JSON.stringify(error.code)); }`;
    expect(run(machine, program)).toBe(true);
    expect(existsSync(join(disk, 'db'))).toBe(true);
    for (const full of ['no growth', 'no writes'] as const) {
      machine.setDisk('room');
      // Opened with room, as a hub that has been running; full from the first insert on.
      const filling = program.replace('try {', `try { (${turnDisk})(${full === 'no growth' ? 1 : 2});`);
      expect(run(machine, filling)).toBe('SQLITE_FULL');
    }
    machine.setDisk('room');
    expect(run(machine, program)).toBe(true);
  });
  it('leaves files elsewhere alone', () => {
    const file = tenBytes(join(folder, 'elsewhere'));
    machine.setDisk('no writes');
    expect(write(file, 5, 10)).toBe(true);
    machine.setDisk('room');
  });
});

/** The same switch from within the program. */
const turnDisk = `(to) => { const fs = require('node:fs'); const fd = fs.openSync(process.env.TAPWELL_SHIM_SWITCHES, 'r+');
  fs.writeSync(fd, new Uint8Array(BigInt64Array.of(BigInt(to)).buffer), 0, 8, 8); }`;
