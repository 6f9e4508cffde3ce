import { newId } from '@tapwell/shared/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { workspaceOf } from '../testing/signed-in.ts';

describe('who comes along, as staff ask for it', () => {
  let db: CentralDb;
  let workspace: ReturnType<typeof workspaceOf>;
  const at = '/paths/rx-mary/companions';
  const added = () => ({ id: newId(), who: { name: 'Pat' }, title: 'Peer supporter', since: '2020-01-02' });
  const reads = async () =>
    (await db.selectFrom('audit').select(['actor', 'action', 'subject']).orderBy('seq').execute()).filter(
      ({ action }) => action === 'read companions',
    );
  beforeEach(async () => {
    db = await smallRecord();
    const { policy } = schemeRow(shippedPolicy('blackburn-with-darwen'), 'Europe/London', 'scheme');
    await db.updateTable('scheme').set({ policy }).execute();
    // Routes go by the clock on the wall: long enough ago for any.
    await db.updateTable('path').set({ opened_on: '2020-01-01' }).execute();
    workspace = workspaceOf(db);
  });
  afterEach(async () => {
    expect(workspace.faults).toEqual([]);
    await db.destroy();
  });
  const as = (id: string, role: 'link-worker' | 'team-lead', scheme_id = 'scheme') =>
    workspace.as({ id, role, scheme_id });

  it('is said and read by whoever has the person, and each reading is on record', async () => {
    const priya = await as('priya', 'link-worker');
    const one = added();
    expect((await priya.post(at, one)).status).toBe(201);
    expect((await priya.post(at, one)).status).toBe(200);
    const { status, body, headers } = await priya.get(at);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body.companions).toMatchObject([{ name: 'Pat', by: 'Priya' }]);
    expect(await reads()).toEqual([{ actor: 'staff priya', action: 'read companions', subject: 'rx-mary' }]);
    expect((await priya.post(`${at}/search`, { name: 'pat' })).body.found).toEqual([]);
    expect((await priya.post('/paths/rx-ahmed/companions/search', { name: 'pat' })).body.found).toMatchObject([
      { name: 'Pat' },
    ]);
    expect((await priya.post(`${at}/${one.id}/end`, { on: 'today' })).status).toBe(400);
    expect((await priya.post(at, { ...added(), title: 'Friend' })).status).toBe(409);
    expect((await priya.post(`${at}/${one.id}/end`, { on: '2020-01-03' })).status).toBe(204);
  });

  it('is unknown to colleagues, and only read by who broke the glass', async () => {
    const priya = await as('priya', 'link-worker');
    await priya.post(at, added());
    const [{ id }] = (await priya.get(at)).body.companions;
    const dan = await as('dan', 'link-worker');
    const all = () => [
      dan.get(at),
      dan.post(at, added()),
      dan.post(`${at}/search`, { name: 'pat' }),
      dan.post(`${at}/${id}/end`, { on: '2020-01-03' }),
    ];
    expect((await Promise.all(all())).map((answer) => answer.status)).toEqual([404, 404, 404, 404]);
    const until_at = new Date(Date.now() + 3_600_000).toISOString();
    const glass = { staff_id: 'dan', patient_id: 'mary', at: new Date().toISOString(), until_at, reason: 'Fell' };
    await db
      .insertInto('break_glass')
      .values({ ...glass, id: newId() })
      .execute();
    expect((await Promise.all(all())).map((answer) => answer.status)).toEqual([200, 403, 403, 403]);
  });

  it('a companion’s data is removed by the team lead of their scheme, and no other', async () => {
    const priya = await as('priya', 'link-worker');
    await priya.post(at, added());
    const [{ companionId }] = (await priya.get(at)).body.companions;
    const removing = { reason: 'asked-by-person', confirm: 'remove' };
    const erase = `/companions/${companionId}/erase`;
    expect((await priya.post(erase, removing)).status).toBe(403);
    await db
      .insertInto('scheme')
      .values(schemeRow(shippedPolicy('cotswold'), 'Europe/London', 'elsewhere'))
      .execute();
    expect((await (await as('olu', 'team-lead', 'elsewhere')).post(erase, removing)).status).toBe(404);
    const tess = await as('tess', 'team-lead');
    expect((await tess.post(erase, { ...removing, confirm: 'yes' })).status).toBe(400);
    expect((await tess.post(erase, removing)).status).toBe(204);
    expect((await tess.post(erase, removing)).status).toBe(404);
    expect((await tess.get(at)).body.companions).toMatchObject([{ name: 'Removed', erased: true }]);
  });
});
