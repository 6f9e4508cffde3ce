import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTapwell } from './run-tapwell.ts';

const KEYS = { TAPWELL_KEYS_PASSPHRASE: 'correct horse battery' };
const SCHEME = { policy: 'luton', zone: 'Europe/London' };
const FILE = {
  scheme: SCHEME,
  venues: [{ id: 'hall', name: 'Village hall', town: 'Luton', postcode: 'LU1 1AA' }],
  providers: [{ id: 'tea-club', name: 'Tea club', accreditedUntil: '2027-03-31' }],
  activities: [
    {
      ...{ id: 'tea', name: 'Tea and talk', provider: 'tea-club', venue: 'hall', area: 'Social activity' },
      ...{ cost: 'Free', capacity: null, languages: ['en', 'ur'] },
      schedule: {
        zone: 'Europe/London',
        weekly: [{ weekday: 5, start: '11:00', minutes: 90 }],
        ...{ extra: [], from: '2026-01-01', until: null },
      },
    },
  ],
};

describe('tapwell directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapwell-directory-command-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = async (name: string, content: object) => {
    const data = join(folder, name);
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(content));
    await runTapwell(['central', 'init', '--data', data], KEYS);
    expect(await runTapwell(['central', 'load', file, '--data', data], KEYS)).toMatchObject({ code: 0, err: '' });
    return data;
  };
  const directory = (data: string, ...args: string[]) => runTapwell(['directory', ...args, '--data', data]);
  let first: string;
  let second: string;
  beforeAll(async () => {
    [first, second] = await Promise.all([make('first', FILE), make('second', { scheme: SCHEME })]);
  });

  it('takes one central’s directory to another, where it is the same, and once', async () => {
    const exported = await directory(first, 'export');
    expect(exported).toMatchObject({ code: 0, err: '' });
    const file = join(folder, 'exported.json');
    writeFileSync(file, exported.out);
    const looked = await directory(second, 'import', file, '--look');
    expect(looked.out).toBe('1  new  Tea and talk\n');
    expect((await directory(second, 'import', file)).out).toBe('1  new  Tea and talk\n3 entries written.\n');
    expect((await directory(second, 'import', file)).out).toBe('1  as it is  Tea and talk\n0 entries written.\n');
    const [a, b] = [exported.out, (await directory(second, 'export')).out].map((text) => JSON.parse(text));
    for (const service of b.services) delete service.last_modified;
    expect(b).toEqual(a);
  });
  it('a file loaded again says what was there, and a policy on record is shown, changed and given back', async () => {
    const again = join(folder, 'again.json');
    const staff = { id: 'tess', username: 'tess', name: 'Tess', role: 'team-lead', password: 'a long enough password' };
    writeFileSync(again, `\uFEFF${JSON.stringify({ scheme: SCHEME, staff: [staff] })}`);
    const loaded = await runTapwell(['central', 'load', again, '--data', second]);
    expect(loaded.out).toBe('scheme    0 new, 1 already there (left as they are)\nstaff     1 new\n');
    const scheme = (...args: string[]) => runTapwell(['scheme', ...args]);
    const policy = JSON.parse((await scheme('show', '--data', second)).out);
    const file = join(folder, 'policy.json');
    writeFileSync(file, JSON.stringify({ ...policy, retentionYears: 3 }));
    expect((await scheme('change', file, '--data', second)).out).toMatch(/is changed from now on: retentionYears\.\n$/);
    writeFileSync(file, JSON.stringify({ ...policy, retentionYears: 0 }));
    expect(await scheme('check', file)).toMatchObject({ code: 1, err: expect.stringContaining('should be 1 or more') });
  });
  it('says in a sentence what it cannot read', async () => {
    const file = join(folder, 'odd.json');
    writeFileSync(file, '{"pages": 3}');
    const refused = await directory(second, 'import', file);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toBe('This is not a file of services as Open Referral UK has them.\n');
  });
});
