import { beforeEach, describe, expect, it } from 'vitest';
import { findCompanions } from '../companions/who-comes-along.ts';
import type { CentralDb } from '../store/schema.ts';
import { emptyRecord } from '../testing/empty-record.ts';
import { readDirectoryFile, recordsOf } from './directory-file.ts';
import { loadDirectory } from './load-directory.ts';
import { shippedPolicy } from './scheme-row.ts';

const file = (own: object = {}) => ({
  scheme: { id: 'scheme', policy: 'luton', zone: 'Europe/London' },
  venues: [{ id: 'hall', name: 'Village hall' }],
  hubs: [{ id: 'hub', name: 'Hall hub', venue: 'hall' }],
  providers: [{ id: 'club', name: 'Tea club' }],
  staff: [{ id: 'tessa', username: 'Tessa', name: 'Tessa', role: 'team-lead', password: 'a long enough password' }],
  ...own,
});
const policy = shippedPolicy('luton');
const why = (content: unknown) => {
  try {
    readDirectoryFile(content);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe('a directory file', () => {
  it('says every fault of a policy in words, with the path to the setting', () => {
    expect(why(file())).toBeUndefined();
    expect(why(file({ scheme: { ...file().scheme, policy } }))).toBeUndefined();
    const wrong = { ...policy, lenght: 1, length: { is: 'weeks', from: 12, to: 0 }, retentionYears: 'three' };
    const said = why(file({ scheme: { ...file().scheme, policy: wrong } }))!;
    for (const line of [
      'length.to should be 1 or more',
      'retentionYears should be a number',
      'lenght is not a setting of a scheme',
    ]) {
      expect(said).toContain(line);
    }
    expect(said).toContain('scheme.policy');
    expect(said).not.toContain('Invalid input');
  });
  it('names the schemes there are where one is asked for that is not', () => {
    const said = why(file({ scheme: { ...file().scheme, policy: 'lutn' } }))!;
    expect(said).toMatch(/Tapwell ships no scheme called "lutn": it has .*luton/);
    expect(why(file({ scheme: { ...file().scheme, policy: '../luton' } }))).toContain('ships no scheme called');
    expect(why(file({ scheme: { id: 'scheme', zone: 'Europe/London' } }))).toContain('is missing');
  });
});

describe('loading a directory file', () => {
  let db: CentralDb;
  beforeEach(async () => {
    db = await emptyRecord();
  });
  const load = async (content: object) => loadDirectory(db, await recordsOf(readDirectoryFile(content)));

  it('says of each table what is new and what was there, and names what differs', async () => {
    expect(await load(file())).toEqual([
      { table: 'scheme', made: 1, there: 0, differs: [] },
      { table: 'venue', made: 1, there: 0, differs: [] },
      { table: 'hub', made: 1, there: 0, differs: [] },
      { table: 'provider', made: 1, there: 0, differs: [] },
      { table: 'staff', made: 1, there: 0, differs: [] },
    ]);
    await db.updateTable('hub').set({ last_seen: '2026-06-01T00:00:00.000Z', roster_stale: 0 }).execute();
    expect((await load(file())).map(({ made, there, differs }) => [made, there, differs])).toEqual(
      Array(5).fill([0, 1, []]),
    );
    const second = file({
      scheme: { ...file().scheme, policy: { ...policy, retentionYears: 3 } },
      venues: [
        { id: 'hall', name: 'Town hall' },
        { id: 'barn', name: 'The barn' },
      ],
    });
    const loaded = await load(second);
    expect(loaded.slice(0, 2)).toEqual([
      { table: 'scheme', made: 0, there: 1, differs: [{ id: 'scheme', fields: ['policy'] }] },
      { table: 'venue', made: 1, there: 1, differs: [{ id: 'hall', fields: ['name'] }] },
    ]);
    expect(await db.selectFrom('venue').select('name').where('id', '=', 'hall').execute()).toEqual([
      { name: 'Village hall' },
    ]);
  });
  it('puts companions on record, whom staff find by name on a person’s page', async () => {
    const loaded = await load(file({ companions: [{ id: 'pat', name: 'Pat Lowe' }] }));
    expect(loaded).toContainEqual({ table: 'companion', made: 1, there: 0, differs: [] });
    expect(await findCompanions(db, { patientId: 'nobody', schemeId: 'scheme' }, 'pat')).toMatchObject([
      { companionId: 'pat', name: 'Pat Lowe' },
    ]);
    expect(why(file({ companions: [{ id: 'pat', name: 'Pat\u202e' }] }))).toContain('control characters');
  });
  it('names a user name that somebody else has, and loads nothing', async () => {
    await load(file());
    const other = { ...file().staff[0]!, id: 'tess', username: 'TESSA' };
    const again = file({ venues: [...file().venues, { id: 'barn', name: 'The barn' }], staff: [other] });
    await expect(load(again)).rejects.toThrow('The user name "tessa" is somebody else’s already');
    expect(await db.selectFrom('venue').select('id').execute()).toHaveLength(1);
  });
  it('gives each entry a UUID that no other record has, and keeps it', async () => {
    const idsOf = async (of: CentralDb) => [
      ...(await of.selectFrom('venue').select('external_id').execute()),
      ...(await of.selectFrom('provider').select('external_id').execute()),
    ];
    await load(file());
    const first = await idsOf(db);
    await load(file());
    expect(await idsOf(db)).toEqual(first);
    const other = await emptyRecord();
    await loadDirectory(other, await recordsOf(readDirectoryFile(file())));
    for (const { external_id } of await idsOf(other)) {
      expect(first.map((one) => one.external_id)).not.toContain(external_id);
    }
  });
});
