import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { returnPerPound } from '@tapwell/shared/evaluation/service-use';
import { describe, expect, it } from 'vitest';
import { pathRow } from '../evaluation/path-row.ts';
import { periodOf } from '../evaluation/period.ts';
import { pathsIn, readFacts } from '../evaluation/read-facts.ts';
import { useImports } from '../evaluation/use-coverage.ts';
import { StoredJourney } from '../testing/stored-journey.ts';

/** Somebody came along to the walks of these days, as a hub tells it. */
async function accompanied({ db }: StoredJourney, companion_name: string, ...days: string[]): Promise<void> {
  const along = { hub_id: 'hub', version: 0, fact_id: 'fact', status: 'finished', patient_id: 'zofia' };
  const nobody = { companion_id: null, card_id: null, by_id: null, by_name: null };
  const at = (day: string) => ({ id: day, session_id: `walk@${day}T10:00`, companion_name });
  await db
    .insertInto('companion_visit')
    .values(days.map((day) => ({ ...along, ...nobody, ...at(day) })))
    .execute();
}

/** Whole paths through schemes, kept in a record: what is asserted is what is their own, and what their venue knows. */
describe('a path kept on record', () => {
  it('in Luton: twelve weeks and twelve visits, then the venue still knows them for a while', async () => {
    const mary = await StoredJourney.begin('luton', '2026-01-05');
    await mary.add('first-contact', '2026-01-14');
    await mary.add('conversation', '2026-01-20');
    const agreed = { start: '2026-02-02', activities: [mary.walk('agreed', { sessions: 12 })] };
    await expect(mary.add('prescription', '2026-01-20', { ...agreed, weeks: 10 })).rejects.toThrow(
      'It lasts 12 weeks.',
    );
    await mary.add('prescription', '2026-01-20', { ...agreed, weeks: 12 });
    expect(await mary.roster('2026-01-21')).toEqual({
      agreed: { from: '2026-02-02', until: '2026-04-26', sessions: 12 },
    });
    await mary.visits('2026-02-02', 12);
    expect(await mary.at('2026-04-22')).toMatchObject({ step: 'finishing', programmes: [{ visits: { count: 12 } }] });
    expect(await mary.due('2026-04-22')).toMatchObject({ outcome: '2026-04-20', 'follow-up end': '2026-04-20' });
    await mary.add('outcome', '2026-04-22', { outcome: 'completed' });
    await mary.add('follow-up', '2026-04-22', { followUp: 'end' });
    expect(await mary.at('2026-05-01')).toMatchObject({ step: 'ended', due: [] });
    expect(await mary.rows()).toMatchObject([{ id: 'path', status: 'ended' }]);
    expect(await mary.roster('2026-05-01')).toMatchObject({ agreed: { until: '2026-04-22' } });
    expect(await mary.roster('2026-08-01')).toEqual({});
  });

  it('in East Riding: booked directly, and a second programme of a year with rows of its own', async () => {
    const tom = await StoredJourney.begin('east-riding', '2026-01-05');
    expect((await tom.at('2026-01-05')).step).toBe('referred');
    await tom.add('booked', '2026-01-05', { for: '2026-01-09', where: 'activity', activityId: 'walk' });
    await tom.add('first-contact', '2026-01-09', { place: 'activity' });
    await tom.add('conversation', '2026-01-09');
    await tom.add('prescription', '2026-01-09', { start: '2026-01-12', weeks: 12, activities: [tom.walk('agreed')] });
    await tom.visits('2026-01-12', 12);
    const year = { programme: 2 as const, start: '2026-04-13', weeks: 52, activities: [tom.walk('second')] };
    await expect(tom.add('prescription', '2026-04-06', year)).rejects.toThrow('renew first');
    await tom.add('outcome', '2026-04-06', { outcome: 'renewed' });
    const again = { ...year, activities: [tom.walk('agreed')] };
    await expect(tom.add('prescription', '2026-04-06', again)).rejects.toThrow('agreed elsewhere');
    await tom.add('prescription', '2026-04-06', year);
    expect(await tom.rows()).toEqual([
      { id: 'path', programme: 1, starts_on: '2026-01-12', weeks: 12, status: 'ended' },
      { id: 'path.2', programme: 2, starts_on: '2026-04-13', weeks: 52, status: 'active' },
    ]);
    expect(await tom.roster('2026-04-14')).toEqual({
      agreed: { from: '2026-01-12', until: '2026-04-05', sessions: null },
      second: { from: '2026-04-13', until: '2027-04-11', sessions: null },
    });
    await tom.visits('2026-04-13', 40, { agreed: 'second', programme: 2 });
    expect((await tom.at('2027-01-20')).programmes.map((p) => p.visits.count)).toEqual([12, 40]);
    await tom.add('outcome', '2027-04-12', { outcome: 'completed' });
    await tom.add('milestone', '2027-06-01', { milestone: 'membership' });
    expect(await tom.at('2027-06-02')).toMatchObject({ step: 'ended', milestones: [{ id: 'membership' }] });
  });

  it('in Blackburn: without an end, with companions for as long as needed, hours and their value', async () => {
    const ali = await StoredJourney.begin('blackburn-with-darwen', '2026-01-05');
    await ali.add('first-contact', '2026-01-14');
    await ali.add('conversation', '2026-01-20');
    const companions = ['Community navigator', 'Peer supporter'];
    await ali.add('prescription', '2026-01-20', { start: '2026-02-02', companions, activities: [ali.walk('agreed')] });
    expect(await ali.rows()).toMatchObject([{ weeks: null, status: 'active' }]);
    expect(await ali.roster('2029-01-01')).toEqual({ agreed: { from: '2026-02-02', until: null, sessions: null } });
    await ali.visits('2026-02-02', 30, { minutes: 90 });
    const path = await ali.at('2026-09-01');
    expect(path).toMatchObject({ step: 'attending', hours: { minutes: 2700, worthPence: 54_000, withoutLength: 0 } });
    await ali.add('paused', '2026-09-01', { until: '2026-10-01' });
    expect(await ali.at('2026-09-02')).toMatchObject({ step: 'paused' });
    expect(await ali.roster('2026-09-02')).toEqual({ agreed: { from: '2026-02-02', until: null, sessions: null } });
    await ali.visits('2026-09-07', 1);
    expect((await ali.at('2026-09-08')).programmes[0].visits.count).toBe(31);
  });

  it('in Bromley: six coaching sessions, with a statutory service as an activity', async () => {
    const noor = await StoredJourney.begin('bromley-by-bow', '2026-01-05');
    await noor.add('first-contact', '2026-01-14');
    await noor.add('conversation', '2026-01-20');
    const { id: providerId } = await noor.db.selectFrom('provider').select('id').executeTakeFirstOrThrow();
    await noor.db.updateTable('provider').set({ kind: 'statutory-service' }).where('id', '=', providerId).execute();
    const service = noor.walk('agreed', { offeredBy: 'statutory-service' });
    await noor.add('prescription', '2026-01-20', { start: '2026-01-26', activities: [service] });
    expect(await noor.roster('2026-02-01')).toMatchObject({ agreed: { until: null } });
    for (const on of ['01-26', '02-09', '02-23', '03-09', '03-23', '04-06']) await noor.add('coaching', `2026-${on}`);
    expect(await noor.at('2026-04-07')).toMatchObject({ step: 'finishing', coaching: { had: 6, of: 6 } });
    expect(await noor.due('2026-04-07')).toMatchObject({ 'follow-up end': '2026-04-06' });
  });

  it('in Doncaster: a visit at home, and one-offs that no venue knows of', async () => {
    const joan = await StoredJourney.begin('doncaster', '2026-01-05', {
      referrer: { kind: 'pharmacist', worksAt: 'Cross Pharmacy' },
    });
    await joan.add('first-contact', '2026-01-09', { place: 'home' });
    await joan.add('conversation', '2026-01-09');
    await joan.add('prescription', '2026-01-09', { start: '2026-01-09', oneOffs: ['benefits-check', 'adaptations'] });
    expect(await joan.rows()).toMatchObject([{ id: 'path', weeks: null }]);
    expect(await joan.roster('2026-01-10')).toEqual({});
    expect(await joan.due('2026-01-10')).toMatchObject({ 'one-off benefits-check': '2026-02-06' });
    await joan.add('one-off-done', '2026-01-20', { oneOff: 'benefits-check' });
    await joan.add('one-off-done', '2026-02-20', { oneOff: 'adaptations' });
    expect(await joan.at('2026-02-21')).toMatchObject({ step: 'finishing', lastSeen: '2026-02-20' });
    await joan.add('outcome', '2026-02-21', { outcome: 'completed' });
    expect(await joan.due('2026-02-21')).toEqual({ 'follow-up end': '2026-03-20' });
  });

  it('in Whitehill: referred by herself, with a companion and transport, until she comes alone', async () => {
    const vera = await StoredJourney.begin('whitehill-and-bordon', '2026-01-05', {
      referrer: { kind: 'self', worksAt: null },
    });
    await vera.add('first-contact', '2026-01-14');
    await vera.add('conversation', '2026-01-20');
    const agreed = { start: '2026-02-02', weeks: 10, companions: ['Companion'], transport: true };
    await vera.add('prescription', '2026-01-20', { ...agreed, activities: [vera.walk('agreed')] });
    await vera.visits('2026-02-02', 3);
    await accompanied(vera, 'Sam', '2026-02-02', '2026-02-09');
    const path = await vera.at('2026-02-20');
    expect(path.programmes[0].visits).toMatchObject({ count: 3, accompanied: 2, firstAlone: '2026-02-16' });
    expect(await vera.due('2026-02-20')).toMatchObject({ 'milestone first-visit-alone': '2026-02-16' });
    await vera.add('milestone', '2026-02-20', { milestone: 'first-visit-alone' });
    expect(await vera.due('2026-02-20')).not.toHaveProperty('milestone first-visit-alone');
  });

  it('in Big Local: nobody referred them, a residents’ group has them for as long as they like', async () => {
    const lou = await StoredJourney.begin('big-local', '2026-01-05', { referrer: null });
    expect((await lou.at('2026-01-05')).referral).toMatchObject({ referrer: null });
    await lou.add('first-contact', '2026-01-06');
    await lou.add('conversation', '2026-01-06');
    const group = lou.walk('agreed', { offeredBy: 'residents-group' });
    await lou.add('prescription', '2026-01-06', { start: '2026-01-12', activities: [group] });
    await lou.visits('2026-01-12', 20);
    expect(await lou.at('2026-06-02')).toMatchObject({ step: 'attending' });
    expect(await lou.roster('2026-06-02')).toEqual({ agreed: { from: '2026-01-12', until: null, sessions: null } });
  });

  it('in Halton: a small group comes before the group, and all of one month are asked together', async () => {
    const dot = await StoredJourney.begin('halton-st-helens-knowsley', '2026-01-05', {
      referrer: { kind: 'practice-nurse', worksAt: 'Elm Tree Surgery' },
    });
    await dot.add('first-contact', '2026-01-08');
    await dot.add('conversation', '2026-01-08');
    const agreed = { start: '2026-02-02', weeks: 4, activities: [dot.walk('agreed')] };
    await expect(dot.add('prescription', '2026-01-08', agreed)).rejects.toThrow('one-to-one comes first');
    expect(await dot.due('2026-01-08')).toHaveProperty('preparation');
    await dot.add('preparation', '2026-01-15', { form: 'small-group' });
    await expect(dot.add('prescription', '2026-01-15', { ...agreed, weeks: 13 })).rejects.toThrow('4 to 12 weeks');
    await dot.add('prescription', '2026-01-15', agreed);
    expect(await dot.roster('2026-02-01')).toEqual({
      agreed: { from: '2026-02-02', until: '2026-03-01', sessions: null },
    });
    await dot.visits('2026-02-02', 4);
    await dot.add('outcome', '2026-03-10', { outcome: 'completed' });
    const later = (await dot.at('2026-03-10')).due.find((due) => due.of === 'three-months');
    expect(later).toMatchObject({ cohort: '2026-02', on: '2026-05-30' });
    await dot.add('follow-up', '2026-06-01', { followUp: 'three-months' });
    expect(await dot.due('2026-06-01')).not.toHaveProperty('follow-up three-months');
  });

  it('in Rotherham: case management refers, a visit at home, and admissions before and after', async () => {
    const team = { kind: 'case-management-team' as const, worksAt: 'North team' };
    const ivy = await StoredJourney.begin('rotherham', '2026-01-05', { referrer: team });
    expect((await ivy.at('2026-01-05')).due).toMatchObject([{ kind: 'first-contact', title: 'First visit at home' }]);
    await ivy.add('first-contact', '2026-01-12', { place: 'home' });
    await ivy.add('conversation', '2026-01-12');
    const agreed = { start: '2026-01-19', activities: [ivy.walk('agreed')] };
    await expect(ivy.add('prescription', '2026-01-12', { ...agreed, weeks: 7 })).rejects.toThrow('8 to 16 weeks');
    await ivy.add('prescription', '2026-01-12', { ...agreed, weeks: 16 });
    await ivy.visits('2026-01-19', 14);
    await ivy.add('outcome', '2026-05-12', { outcome: 'completed' });
    expect(await ivy.rows()).toMatchObject([{ weeks: 16, status: 'ended' }]);
    const brought = { id: 'file', scheme_id: 'scheme', at: '2027-02-01T12:00:00.000Z', by_id: 'priya', rows: 3 };
    const days = { services: 'admissions a-and-e', from_on: '2025-01-01', until_on: '2027-01-31' };
    await ivy.db
      .insertInto('service_use_import')
      .values({ ...brought, ...days })
      .execute();
    await ivy.db
      .insertInto('service_use')
      .values(
        ['2025-03-01', '2025-09-01', '2026-03-01'].map((on_date) => ({
          ...{ id: on_date, patient_id: 'zofia', service: 'admissions', on_date, import_id: 'file' },
        })),
      )
      .execute();
    const period = periodOf('2025-26')!;
    const paths = await pathsIn(ivy.db, 'scheme', period);
    expect(paths).toEqual([ivy.pathId]);
    const imports = await useImports(ivy.db, 'scheme');
    for await (const [facts] of readFacts(ivy.db, paths, period.from, new Date('2027-02-01T12:00:00Z'))) {
      const { use } = pathRow(ivy.policy, facts!, imports);
      expect(use).toEqual({ admissions: { before: 2, after: 1 }, 'a-and-e': { before: 0, after: 0 } });
      expect(returnPerPound(ivy.policy.serviceUse!, [use!])).toMatchObject({ people: 1, perPound: 3 });
    }
  });

  it('in the Cotswolds: the first visit is accompanied, and six weeks are counted from the actual last visit', async () => {
    const sid = await StoredJourney.begin('cotswold', '2026-01-05');
    await expect(sid.add('waiting', '2026-01-05')).rejects.toThrow('nobody waits');
    await sid.add('booked', '2026-01-05', { for: '2026-01-15', where: 'surgery', activityId: null });
    expect((await sid.at('2026-01-06')).due).toMatchObject([{ title: 'First appointment in the surgery' }]);
    await sid.add('first-contact', '2026-01-15', { place: 'surgery' });
    await sid.add('conversation', '2026-01-15');
    const agreed = { start: '2026-01-19', weeks: 8, companions: ['Coordinator'] };
    await sid.add('prescription', '2026-01-15', { ...agreed, activities: [sid.walk('agreed')] });
    await sid.visits('2026-01-19', 1);
    await accompanied(sid, 'Rosa Lind', '2026-01-19');
    expect(await sid.due('2026-01-20')).toHaveProperty('companion Coordinator', '2026-01-19');
    await sid.visits('2026-01-26', 5);
    await sid.add('outcome', '2026-03-20', { outcome: 'completed' });
    // The last visit was on 23 February, the planned end in March.
    expect(await sid.due('2026-03-20')).toEqual({ 'follow-up later': '2026-04-06' });
    await sid.add('follow-up', '2026-04-08', { followUp: 'later' });
    expect((await sid.at('2026-04-08')).due).toEqual([]);
  });

  it('in the Forest of Dean: anyone at the practice refers a carer in their own right', async () => {
    const bea = await StoredJourney.begin('forest-of-dean', '2026-01-05', {
      ...{ throughForm: true, as: 'carer', reason: 'Caring for someone' },
    });
    const { referral } = await bea.at('2026-01-05');
    expect(referral).toMatchObject({ as: 'carer', throughForm: true, referrer: { kind: 'practice-staff' } });
    await bea.add('first-contact', '2026-01-12');
    await bea.add('conversation', '2026-01-12');
    const agreed = { start: '2026-01-19', weeks: 6, activities: [bea.walk('agreed')] };
    await bea.add('prescription', '2026-01-12', agreed);
    await bea.visits('2026-01-19', 6);
    expect(await bea.due('2026-03-02')).toMatchObject({ outcome: '2026-03-01', 'follow-up end': '2026-02-23' });
    await bea.add('follow-up', '2026-03-02', { followUp: 'end' });
    await bea.add('outcome', '2026-03-02', { outcome: 'completed' });
    expect(await bea.at('2026-03-03')).toMatchObject({ step: 'ended', due: [] });
    await expect(StoredJourney.begin('luton', '2026-01-05', { as: 'carer' })).rejects.toThrow('does not take carers');
  });

  it('in North Baddesley: volunteers help people get started, for three visits', async () => {
    const moe = await StoredJourney.begin('north-baddesley', '2026-01-05');
    await moe.add('booked', '2026-01-05', { for: '2026-01-08', where: 'surgery', activityId: null });
    await moe.add('first-contact', '2026-01-08', { place: 'surgery' });
    const goals = (progress: number) => [
      { measure: 'goals' as const, answers: { goals: [{ goalId: 'out', goal: 'Get out once a week', progress }] } },
    ];
    await moe.add('conversation', '2026-01-08', { measures: goals(1) });
    const agreed = { start: '2026-01-12', weeks: 8, activities: [moe.walk('agreed')] };
    await expect(moe.add('prescription', '2026-01-08', { ...agreed, companions: ['Peer supporter'] })).rejects.toThrow(
      'Nobody comes along as',
    );
    await moe.add('prescription', '2026-01-08', { ...agreed, companions: ['Volunteer'] });
    await moe.visits('2026-01-12', 3);
    await accompanied(moe, 'Pat', '2026-01-12', '2026-01-19');
    expect(await moe.due('2026-01-27')).not.toHaveProperty('companion Volunteer');
    await accompanied(moe, 'Pat', '2026-01-26');
    expect(await moe.due('2026-01-27')).toHaveProperty('companion Volunteer', '2026-01-26');
    await moe.add('follow-up', '2026-03-10', { followUp: 'end', measures: goals(8) });
    await moe.add('outcome', '2026-03-10', { outcome: 'completed' });
    expect(await moe.at('2026-03-10')).toMatchObject({ step: 'ended', due: [] });
  });

  it('whoever’s prescription changes keeps what they went to on record, and goes to something else from then on', async () => {
    const mary = await StoredJourney.begin('luton', '2026-01-05');
    await mary.add('first-contact', '2026-01-14');
    await mary.add('conversation', '2026-01-20');
    const walks = { start: '2026-02-02', weeks: 12 };
    const first = await mary.add('prescription', '2026-01-20', { ...walks, activities: [mary.walk('agreed')] });
    await mary.visits('2026-02-02', 3);
    const second = await mary.add('prescription', '2026-02-24', {
      ...walks,
      activities: [mary.walk('twice', { perWeek: 2 })],
    });
    expect(await mary.roster('2026-02-24')).toMatchObject({
      agreed: { from: '2026-02-02', until: '2026-02-23' },
      twice: { from: '2026-02-24', until: '2026-04-26' },
    });
    expect((await mary.at('2026-02-24')).programmes[0].visits.count).toBe(3);
    await expect(mary.add('taken-back', '2026-02-24', { corrects: first } as never)).rejects.toThrow(
      'They have been to it 3 times: correct it, or record how it ended.',
    );
    // What was never agreed holds on no day, and what was before holds again; who was there was there.
    await mary.add('taken-back', '2026-02-24', { corrects: second } as never);
    expect(await mary.roster('2026-02-25')).toEqual({
      agreed: { from: '2026-02-02', until: '2026-04-26', sessions: null },
    });
    expect((await mary.at('2026-02-25')).programmes[0].visits.count).toBe(3);
  });

  it('is tried here through every scheme that is shipped', () => {
    const schemes = new URL('../../../shared/schemes/', import.meta.url);
    const shipped = readdirSync(schemes).map((name) => name.replace('.json', ''));
    expect(shipped).toHaveLength(12);
    const own = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    expect(shipped.filter((name) => !own.includes(`StoredJourney.begin('${name}'`))).toEqual([]);
  });
});
