import { beforeEach, describe, expect, it } from 'vitest';
import { shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';
import { importsOf } from '../testing/imports.ts';
import { smallRecord, visit } from '../testing/record.ts';

let db: CentralDb;
let on: Awaited<ReturnType<typeof importsOf>>;
beforeEach(async () => {
  db = await smallRecord();
  on = await importsOf(db, 'scores');
});

describe('licensed scores from a file', () => {
  const scores = (...lines: string[]) => ['NHS number,Date,Score,Value,When', ...lines].join('\n');
  const path = 'rx-mary';
  const begin = async () => {
    const { referral } = shippedPolicy('luton');
    const whole = { corrects: null, why: null, by: { id: 'priya', name: 'Priya' } };
    const events = [
      {
        kind: 'referral',
        on: '2026-05-01',
        referrer: { kind: 'gp', worksAt: 'Bell Street' },
        throughForm: false,
        as: 'patient',
        reason: referral.reasons[0],
        consent: 'written',
      },
      { kind: 'first-contact', on: '2026-05-04', place: 'office' },
      {
        kind: 'conversation',
        on: '2026-05-05',
        measures: [{ measure: 'ons4', answers: { satisfied: 5, worthwhile: 5, happy: 5, anxious: 5 } }],
      },
    ].map((event, i) => ({
      ...whole,
      ...event,
      id: `0190163d-8694-739b-aea5-966c26f8ad9${i}`,
      recordedAt: `2026-05-05T10:00:0${i}.000Z`,
    }));
    for (const event of events) {
      await db
        .insertInto('path_event')
        .values({
          id: event.id,
          path_id: path,
          kind: event.kind,
          on_date: event.on,
          recorded_at: event.recordedAt,
          body: JSON.stringify(event),
        })
        .execute();
    }
  };
  beforeEach(async () => {
    await begin();
    await storeAttendances(db, [visit()], { source: 'hub', venueId: 'hall' }, new Date());
  });

  it('stand beside what was asked at the start, once however often they come', async () => {
    const text = scores('999 000 0018,05/05/2026,self-care,41,baseline');
    const seen = await on.preview(text, {}, on.priya);
    expect(seen.lines).toMatchObject([{ is: 'ready', what: 'Mary Test, Self-care score, baseline' }]);
    await on.bringIn(text, seen, {}, on.priya).expect(200, { imported: 1 });
    const view = (await on.priya.get(`/paths/${path}`).expect(200)).body;
    expect(view.path.baseline.measures).toContainEqual({ measure: 'imported', id: 'self-care', score: 41 });
    expect(view.path.baseline.measures.map((m: { measure: string }) => m.measure)).toContain('ons4');
    expect(await on.preview(text, {}, on.priya)).toMatchObject({ ready: 0, lines: [{ is: 'same' }] });
  });
  it('join the answers of a follow-up that is on record', async () => {
    const ons4 = { measure: 'ons4', answers: { satisfied: 7, worthwhile: 7, happy: 7, anxious: 3 } };
    const followUp = {
      id: '0190163d-8694-739b-aea5-966c26f8ad99',
      kind: 'follow-up',
      on: '2026-07-01',
      corrects: null,
      why: null,
      followUp: 'end',
      measures: [ons4],
    };
    await on.priya.post(`/paths/${path}/events`, followUp).expect(201);
    const text = scores('9990000018,2026-07-02,Self-care score,"60,5",end');
    const seen = await on.preview(text, {}, on.priya);
    await on.bringIn(text, seen, {}, on.priya).expect(200, { imported: 1 });
    const { path: now } = (await on.priya.get(`/paths/${path}`).expect(200)).body;
    expect(now.followUps).toMatchObject([{ followUp: 'end', measures: [ons4, { id: 'self-care', score: 60.5 }] }]);
    expect(await on.preview(text, {}, on.priya)).toMatchObject({ ready: 0, lines: [{ is: 'same' }] });
  });
  it('that cannot be are left out, and so are people whom the reader may not see', async () => {
    const daniel = await on.workspace.as({ id: 'daniel', role: 'link-worker', scheme_id: 'scheme' });
    const text = scores(
      '9990000018,05/05/2026,self-care,101,baseline',
      '9990000018,05/05/2026,wemwbs,40,baseline',
      '9990000018,05/05/2026,self-care,forty,later',
      '9990000026,05/05/2026,self-care,40,baseline',
      '1234,05/05/2026,self-care,40,baseline',
    );
    expect((await on.preview(text, {}, on.priya)).lines.map((one) => one.says)).toEqual([
      ['Value: Self-care score goes from 0 to 100.'],
      ['Score: this scheme has self-care.'],
      ['Value: write a number.', 'When: write baseline or end.'],
      ['There is no referral on record yet.'],
      ['Person: there is nobody with this number among those you may see.'],
    ]);
    const other = await on.preview(text, {}, daniel);
    expect(JSON.stringify(other.lines)).not.toContain('Mary');
  });
});
