import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { changePolicy } from './change-policy.ts';
import { shippedPolicy } from './scheme-row.ts';

const now = new Date('2026-06-01T12:00:00Z');
const luton = shippedPolicy('luton');
let db: CentralDb;
beforeEach(async () => {
  db = await smallRecord();
  await change({ ...luton, oneOffs: [{ id: 'benefits', title: 'Benefits check', withinDays: 14 }] });
});
const change = (policy: object, scheme?: string) => changePolicy(db, { text: JSON.stringify(policy), scheme }, now);
const stored = async () =>
  JSON.parse((await db.selectFrom('scheme').select('policy').executeTakeFirstOrThrow()).policy);

/** What staff recorded, as the record keeps it. */
async function recorded(kind: string, own: object): Promise<void> {
  const body = JSON.stringify({ kind, ...own });
  const event = { id: newId(), path_id: 'rx-mary', kind, on_date: '2026-05-11', recorded_at: now.toISOString(), body };
  await db.insertInto('path_event').values(event).execute();
}

describe('the policy of a scheme on record', () => {
  it('is changed from one moment to the next, and the log says which settings', async () => {
    await db.updateTable('hub').set({ roster_stale: 0 }).execute();
    const after = { ...(await stored()), retentionYears: 3, linkWorkerTitle: 'Navigator' };
    expect(await change(after)).toEqual({ scheme: 'scheme', settings: ['linkWorkerTitle', 'retentionYears'] });
    expect(await stored()).toMatchObject({ retentionYears: 3, linkWorkerTitle: 'Navigator' });
    const [scheme] = await db.selectFrom('scheme').select(['name', 'link_worker_title']).execute();
    expect(scheme).toEqual({ name: luton.name, link_worker_title: 'Navigator' });
    // Venues name the scheme and its link workers.
    expect(await db.selectFrom('hub').select('roster_stale').execute()).toEqual([{ roster_stale: 1 }]);
    const last = await db.selectFrom('audit').selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow();
    expect(last).toMatchObject({ action: 'scheme changed', subject: 'scheme', actor: 'command-line' });
    expect(JSON.parse(last.detail)).toEqual({ settings: ['linkWorkerTitle', 'retentionYears'] });
    expect((await verifyAudit(db)).broken).toBeNull();
  });
  it('stays as it is where the file says the same, or is wrong', async () => {
    const entries = (await verifyAudit(db)).entries;
    expect(await change(await stored())).toEqual({ scheme: 'scheme', settings: [] });
    await expect(change({ ...luton, retentionYears: 0 })).rejects.toThrow('retentionYears should be 1 or more');
    await expect(change(luton, 'elsewhere')).rejects.toThrow('There is no scheme "elsewhere"');
    expect((await verifyAudit(db)).entries).toBe(entries);
  });
  it('loses no id that something on record is named by; what nothing names may go', async () => {
    await change({ ...luton, oneOffs: [] });
    const score = { id: 'steps', title: 'Steps', from: 0, to: 9, better: 'higher' };
    const [first] = luton.measures.followUps;
    const measures = { ...luton.measures, imported: [...luton.measures.imported, score] };
    const with_ = {
      ...luton,
      measures,
      oneOffs: [{ id: 'benefits', title: 'Benefits check', withinDays: 14 }],
      milestones: [{ id: 'member', title: 'Became a member' }],
    };
    await change(with_);
    await recorded('one-off-done', { oneOff: 'benefits' });
    await recorded('milestone', { milestone: 'member' });
    await recorded('follow-up', { followUp: first!.id, measures: [{ measure: 'imported', id: 'steps', score: 4 }] });
    await recorded('prescription', { programme: 2, oneOffs: ['benefits'] });
    const removed = { ...luton, measures: { ...luton.measures, followUps: [] }, areas: ['Elsewhere'] };
    const said = await change(removed).then(String, (error: Error) => error.message);
    expect(said.split('\n')).toEqual([
      'This policy leaves out what is on record:',
      '  areas: "Physical activity" (1 activity of the directory)',
      `  measures.followUps: "${first!.id}" (1 on record)`,
      '  measures.imported: "steps" (1 on record)',
      '  milestones: "member" (1 on record)',
      '  oneOffs: "benefits" (2 on record)',
      'Keep each of these with its id; its title and all else may change.',
    ]);
    expect(await stored()).toMatchObject({ milestones: [{ id: 'member' }] });
    const renamed = { ...with_, milestones: [{ id: 'member', title: 'Joined' }] };
    expect(await change(renamed)).toMatchObject({ settings: ['milestones'] });
  });
});
