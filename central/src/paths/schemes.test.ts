import { describe, expect, it } from 'vitest';
import { StoredJourney } from '../testing/stored-journey.ts';

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
    const along = { hub_id: 'hub', version: 0, fact_id: 'fact', status: 'finished', patient_id: 'zofia' };
    const nobody = { companion_id: null, card_id: null, by_id: null, by_name: null };
    await vera.db
      .insertInto('companion_visit')
      .values(
        ['2026-02-02', '2026-02-09'].map((day) => ({
          ...{ ...along, ...nobody, id: day, session_id: `walk@${day}T10:00`, companion_name: 'Sam' },
        })),
      )
      .execute();
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

  it('whoever’s prescription changes keeps what they went to on record, and goes to something else from then on', async () => {
    const mary = await StoredJourney.begin('luton', '2026-01-05');
    await mary.add('first-contact', '2026-01-14');
    await mary.add('conversation', '2026-01-20');
    const walks = { start: '2026-02-02', weeks: 12 };
    const first = await mary.add('prescription', '2026-01-20', { ...walks, activities: [mary.walk('agreed')] });
    await mary.visits('2026-02-02', 3);
    await mary.add('prescription', '2026-02-24', { ...walks, activities: [mary.walk('twice', { perWeek: 2 })] });
    expect(await mary.roster('2026-02-24')).toMatchObject({
      agreed: { from: '2026-02-02', until: '2026-02-23' },
      twice: { from: '2026-02-24', until: '2026-04-26' },
    });
    expect((await mary.at('2026-02-24')).programmes[0].visits.count).toBe(3);
    await expect(mary.add('taken-back', '2026-02-24', { corrects: first } as never)).resolves.toBeTypeOf('string');
    // What was never agreed holds on no day; who was there was there.
    expect(Object.keys(await mary.roster('2026-02-25'))).toEqual(['twice']);
    expect((await mary.at('2026-02-25')).programmes[0].visits.count).toBe(3);
  });
});
