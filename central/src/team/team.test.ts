import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { ownPaths } from '../access/readable.ts';
import { verifyAudit } from '../audit/audit-log.ts';
import { caseloadRow } from '../prescriptions/caseload.ts';
import { whoseOf } from '../prescriptions/caseload-routes.ts';
import { heldPaths, type Whose } from '../prescriptions/held.ts';
import { readPeople } from '../prescriptions/people.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { arrangeCover, coversFrom, endCover, type NewCover, newCover } from './cover.ts';
import { handOver, handOverAll } from './hand-over.ts';
import { teamView } from './team-view.ts';

const TODAY = '2026-06-03';
const now = new Date(`${TODAY}T12:00:00Z`);
const staff = (id: string, role = 'link-worker', schemeId: string | null = 'scheme') => ({
  ...{ id, name: id, role, providerId: null, schemeId },
});
const PRIYA = staff('priya');
const DANIEL = staff('daniel');
const TESSA = staff('tessa', 'team-lead');

let db: CentralDb;
/** Priya has Mary and Ahmed; Daniel has nobody; Tessa leads. Sam leads another scheme. */
beforeEach(async () => {
  db = await smallRecord();
  const scheme = await db.selectFrom('scheme').selectAll().executeTakeFirstOrThrow();
  await db
    .insertInto('scheme')
    .values({ ...scheme, id: 'other' })
    .execute();
  const row = (id: string, role: string, scheme_id: string) => ({
    ...{ id, username: id, name: id[0]!.toUpperCase() + id.slice(1), role, scheme_id, provider_id: null },
    password_hash: 'none',
  });
  await db
    .insertInto('staff')
    .values([
      row('daniel', 'link-worker', 'scheme'),
      row('tessa', 'team-lead', 'scheme'),
      row('sam', 'team-lead', 'other'),
      row('amira', 'administrator', 'scheme'),
    ])
    .execute();
  await db.updateTable('staff').set({ scheme_id: 'scheme' }).where('id', '=', 'priya').execute();
});
const cover = (part: Partial<NewCover> = {}): NewCover => ({
  ...{ id: newId(), linkWorkerId: 'priya', coveredBy: 'daniel', fromOn: TODAY, untilOn: '2026-06-05', why: null },
  ...part,
});
async function caseload(of: typeof PRIYA, whose: Whose = 'own', today = TODAY) {
  const people = await readPeople(db, await heldPaths(db, of, whose, today), new Date(`${today}T12:00:00Z`));
  return people.map(caseloadRow).sort((a, b) => (a.name < b.name ? -1 : 1));
}
const names = async (...args: Parameters<typeof caseload>) => (await caseload(...args)).map((row) => row.displayName);
const audited = async () =>
  (await db.selectFrom('audit').select('action').orderBy('seq').execute()).map((a) => a.action);

describe('a caseload', () => {
  it('is one’s own people, with as much of their strips as a list shows', async () => {
    const [ahmed, mary] = await caseload(PRIYA);
    expect(ahmed!.displayName).toBe('Ahmed');
    expect(mary).toMatchObject({ id: 'rx-mary', step: 'prescribed', startsOn: '2026-05-11', endsOn: '2026-08-02' });
    expect(mary!.activities[0]).toMatchObject({ activity: 'Walk', attended: 0, sessions: 12, firstWeek: 1, of: 12 });
    expect(mary!.activities[0]!.weeks).toEqual([...Array(4).fill('no-data'), ...Array(8).fill('to-come')]);
    expect(mary!.activities[0]!.why[0]).toMatch(/have not arrived/);
    expect(await names(DANIEL)).toEqual([]);
  });
  it('shows twelve weeks up to the next of those who come without an end', async () => {
    await db.updateTable('prescription').set({ weeks: null, starts_on: '2026-01-05' }).execute();
    const [, mary] = await caseload(PRIYA);
    expect(mary!.activities[0]).toMatchObject({ firstWeek: 12, from: '2026-03-23', of: null });
    expect(mary!.activities[0]!.weeks).toHaveLength(12);
    expect(mary!.endsOn).toBeNull();
  });
  it('has those for whom nothing is agreed yet, and not those whose path has ended', async () => {
    const patient = { given: 'Cara', family: 'Test', display_name: 'Cara', language: null, larger_text: 0 };
    await db
      .insertInto('patient')
      .values({ ...patient, id: 'cara', nhs_number: null })
      .execute();
    const path = { patient_id: 'cara', scheme_id: 'scheme', link_worker_id: 'priya', opened_on: '2026-06-01' };
    await db
      .insertInto('path')
      .values({ ...path, id: 'path-cara' })
      .execute();
    await db.updateTable('path').set({ ended_on: '2026-06-01' }).where('id', '=', 'rx-mary').execute();
    expect(await names(PRIYA)).toEqual(['Ahmed', 'Cara']);
  });
  it('of a team or of somebody else is for a team lead of the scheme alone', async () => {
    expect(await names(TESSA, 'team')).toEqual(['Ahmed', 'Mary']);
    expect(await names(TESSA, { linkWorkerId: 'priya' })).toEqual(['Ahmed', 'Mary']);
    expect(await names(staff('sam', 'team-lead', 'other'), 'team')).toEqual([]);
    expect(await names(staff('sam', 'team-lead', 'other'), { linkWorkerId: 'priya' })).toEqual([]);
    expect(() => whoseOf(PRIYA, 'team')).toThrow('Only a team lead');
    expect(() => whoseOf(PRIYA, 'daniel')).toThrow('Only a team lead');
    expect(whoseOf(TESSA, 'priya')).toEqual({ linkWorkerId: 'priya' });
  });
});

describe('cover for leave', () => {
  it('lets a colleague see one’s people for those days, and says for whom and until when', async () => {
    expect(await arrangeCover(db, PRIYA, cover({ fromOn: '2026-06-04' }), TODAY, now)).toBe(true);
    expect(await names(DANIEL)).toEqual([]);
    for (const day of ['2026-06-04', '2026-06-05']) expect(await names(DANIEL, 'own', day)).toEqual(['Ahmed', 'Mary']);
    expect(await names(DANIEL, 'own', '2026-06-06')).toEqual([]);
    expect((await caseload(DANIEL, 'own', '2026-06-04'))[0]!.cover).toEqual({ name: 'Priya', untilOn: '2026-06-05' });
    // Priya goes on seeing them, as her own.
    expect((await caseload(PRIYA, 'own', '2026-06-04'))[0]!.cover).toBeNull();
  });
  it('is the same as who may read them', async () => {
    await arrangeCover(db, PRIYA, cover(), TODAY, now);
    const may = await ownPaths(db, DANIEL, now).select('p.id').orderBy('p.id').execute();
    expect(may.map((path) => path.id)).toEqual(['rx-ahmed', 'rx-mary']);
  });
  it('may be ended early, by whoever is covered, covers or leads; once', async () => {
    for (const by of [PRIYA, DANIEL, TESSA]) {
      const one = cover();
      await arrangeCover(db, PRIYA, one, TODAY, now);
      expect(await coversFrom(db, by, TODAY)).toMatchObject([{ id: one.id, coveredBy: { name: 'Daniel' } }]);
      await endCover(db, by, one.id, now);
      await endCover(db, by, one.id, now);
      expect(await names(DANIEL)).toEqual([]);
      expect(await coversFrom(db, by, TODAY)).toEqual([]);
    }
    expect(await audited()).toEqual(Array(3).fill(['cover arranged', 'cover ended']).flat());
  });
  it('asked for twice is one', async () => {
    const one = cover();
    expect(await arrangeCover(db, PRIYA, one, TODAY, now)).toBe(true);
    expect(await arrangeCover(db, PRIYA, one, TODAY, now)).toBe(false);
    expect(await arrangeCover(db, PRIYA, { ...one, id: newId() }, TODAY, now)).toBe(false);
    expect(await audited()).toEqual(['cover arranged']);
  });
  it('is never said to be arranged where its number is another one’s', async () => {
    const one = cover();
    await arrangeCover(db, PRIYA, one, TODAY, now);
    await expect(arrangeCover(db, PRIYA, { ...one, untilOn: '2026-06-09' }, TODAY, now)).rejects.toThrow(
      'another cover',
    );
    await endCover(db, PRIYA, one.id, now);
    expect(await arrangeCover(db, PRIYA, one, TODAY, now)).toBe(false);
    expect(await coversFrom(db, PRIYA, TODAY)).toEqual([]);
  });
  it('of others is for a team lead to arrange, within the team, for days to come and up to a year', async () => {
    await expect(arrangeCover(db, DANIEL, cover(), TODAY, now)).rejects.toThrow('Only a team lead');
    expect(await arrangeCover(db, TESSA, cover(), TODAY, now)).toBe(true);
    const sam = staff('sam', 'team-lead', 'other');
    await expect(arrangeCover(db, sam, cover(), TODAY, now)).rejects.toThrow('of your team');
    await expect(arrangeCover(db, PRIYA, cover({ coveredBy: 'amira' }), TODAY, now)).rejects.toThrow('of your team');
    await expect(arrangeCover(db, PRIYA, cover({ untilOn: '2026-06-02' }), TODAY, now)).rejects.toThrow('are over');
    await expect(arrangeCover(db, PRIYA, cover({ untilOn: '2027-07-01' }), TODAY, now)).rejects.toThrow(
      'a year at most',
    );
    await expect(endCover(db, sam, (await coversFrom(db, TESSA, TODAY))[0]!.id, now)).rejects.toThrow('no such cover');
    expect(newCover.safeParse(cover({ coveredBy: 'priya' })).success).toBe(false);
    expect(newCover.safeParse(cover({ untilOn: '2026-06-01' })).success).toBe(false);
  });
});

describe('handing people over', () => {
  const both = () => ['rx-mary', 'rx-ahmed'].map((pathId) => ({ id: newId(), pathId }));
  const wanted = (part: object = {}) =>
    handOver.parse({ paths: both(), from: 'priya', to: 'daniel', why: 'Priya is leaving', ...part });
  const holders = () =>
    db.selectFrom('path_holder').select(['path_id', 'link_worker_id', 'by_id', 'why']).orderBy('path_id').execute();

  it('gives them to somebody else, each with why, and their prescriptions with them', async () => {
    expect(await handOverAll(db, PRIYA, wanted(), now)).toBe(2);
    expect(await names(PRIYA)).toEqual([]);
    expect(await names(DANIEL)).toEqual(['Ahmed', 'Mary']);
    const told = { link_worker_id: 'daniel', by_id: 'priya', why: 'Priya is leaving' };
    expect(await holders()).toEqual([
      { path_id: 'rx-ahmed', ...told },
      { path_id: 'rx-mary', ...told },
    ]);
    const onVenues = await db.selectFrom('prescription').select('link_worker_id').distinct().execute();
    expect(onVenues).toEqual([{ link_worker_id: 'daniel' }]);
    expect(await audited()).toEqual(['path handed over', 'path handed over']);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
  it('asked for twice is once', async () => {
    const one = wanted();
    await handOverAll(db, TESSA, one, now);
    expect(await handOverAll(db, TESSA, one, now)).toBe(0);
    expect(await holders()).toHaveLength(2);
  });
  it('by two at once loses nothing: one of them is told, and changes nothing', async () => {
    const toTessa = wanted({ to: 'tessa' });
    const results = await Promise.allSettled([
      handOverAll(db, TESSA, wanted(), now),
      handOverAll(db, TESSA, toTessa, now),
    ]);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((one) => one.status === 'rejected')!;
    expect(String((refused as PromiseRejectedResult).reason)).toMatch(/in the meantime/);
    const held = await db.selectFrom('path').select('link_worker_id').distinct().execute();
    expect(held).toHaveLength(1);
    expect(await holders()).toHaveLength(2);
  });
  it('is all of them or none', async () => {
    await handOverAll(db, TESSA, wanted({ paths: [{ id: newId(), pathId: 'rx-mary' }], to: 'tessa' }), now);
    await expect(handOverAll(db, TESSA, wanted(), now)).rejects.toThrow('handed over Mary in the meantime');
    expect(await names(PRIYA)).toEqual(['Ahmed']);
    expect(await names(DANIEL)).toEqual([]);
  });
  it('tells nobody the name of somebody who is not theirs, nor whether there is such a person', async () => {
    const answer = async (pathId: string, from: string | null, by = DANIEL) =>
      String(await handOverAll(db, by, wanted({ paths: [{ id: newId(), pathId }], from }), now).catch((e) => e));
    const unknown = await answer('nobody', 'somebody');
    expect(unknown).toMatch(/no such person/);
    for (const from of ['somebody', 'priya', null]) expect(await answer('rx-mary', from), String(from)).toBe(unknown);
    expect(await answer('rx-mary', 'somebody', staff('sam', 'team-lead', 'other'))).toBe(unknown);
    await db.updateTable('path').set({ link_worker_id: 'daniel' }).where('id', '=', 'rx-ahmed').execute();
    const paths = ['rx-ahmed', 'rx-mary'].map((pathId) => ({ id: newId(), pathId }));
    await expect(handOverAll(db, DANIEL, wanted({ paths, from: 'x' }), now)).rejects.toThrow(/no such person/);
  });
  it('is for whoever has them or leads, to somebody who works with people, and needs a reason', async () => {
    await expect(handOverAll(db, DANIEL, wanted(), now)).rejects.toThrow(/no such person/);
    await expect(handOverAll(db, staff('sam', 'team-lead', 'other'), wanted(), now)).rejects.toThrow(/no such person/);
    await expect(handOverAll(db, PRIYA, wanted({ to: 'amira' }), now)).rejects.toThrow();
    expect(handOver.safeParse({ ...wanted(), why: ' ' }).success).toBe(false);
    expect(await names(PRIYA)).toEqual(['Ahmed', 'Mary']);
    expect(await audited()).toEqual([]);
  });
});

describe('the team', () => {
  it('shows a team lead how many people each has and how many need something', async () => {
    const { view, counted } = await teamView(db, TESSA, TODAY, now);
    expect(view.linkWorkers.map(({ name, counts }) => [name, counts])).toEqual([
      ['Daniel', { people: 0, waiting: 0, needing: 0 }],
      ['Priya', { people: 2, waiting: 0, needing: 0 }],
      ['Tessa', { people: 0, waiting: 0, needing: 0 }],
    ]);
    expect(view.withNobody).toBe(0);
    const names = await teamView(db, TESSA, TODAY, now, false);
    expect(names.counted).toEqual([]);
    expect(names.view.linkWorkers.map((one) => one.name)).toEqual(['Daniel', 'Priya', 'Tessa']);
    expect(counted.sort()).toEqual(['rx-ahmed', 'rx-mary']);
    await db.updateTable('hub').set({ synced_through: now.toISOString() }).execute();
    expect((await teamView(db, TESSA, TODAY, now)).view.linkWorkers[1]!.counts!.needing).toBe(2);
  });
  it('shows a link worker their colleagues and the cover that is about them, and no figures', async () => {
    await arrangeCover(db, TESSA, cover({ linkWorkerId: 'daniel', coveredBy: 'tessa' }), TODAY, now);
    const { view, counted } = await teamView(db, PRIYA, TODAY, now);
    expect(view.linkWorkers.map((one) => [one.name, one.counts])).toEqual([
      ['Daniel', null],
      ['Priya', null],
      ['Tessa', null],
    ]);
    expect(view).toMatchObject({ covers: [], withNobody: null });
    expect(counted).toEqual([]);
  });
});
