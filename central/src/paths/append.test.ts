import { newId } from '@tapwell/shared/ids';
import type { EventKind } from '@tapwell/shared/path/events';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { smallRecord, visit } from '../testing/record.ts';
import { appendEvent } from './append.ts';
import { beginPath } from './begin.ts';
import { readPath } from './path-view.ts';
import type { EventDraft } from './wire.ts';

const staff = { id: 'priya', name: 'Priya' };
const at = (day: string) => new Date(`${day}T12:00:00Z`);
let db: CentralDb;

beforeEach(async () => {
  db = await smallRecord();
  await db
    .insertInto('path')
    .values({
      id: 'path',
      patient_id: 'mary',
      scheme_id: 'scheme',
      link_worker_id: 'priya',
      opened_on: '2026-05-01',
    })
    .execute();
});

const own: { [K in EventKind]?: object } = {
  referral: {
    referrer: { kind: 'gp', worksAt: 'Elm Surgery' },
    throughForm: false,
    as: 'patient',
    reason: 'Loneliness',
    consent: 'spoken',
  },
  'first-contact': { place: 'office' },
  conversation: { measures: [] },
  prescription: {
    programme: 1,
    start: '2026-05-11',
    weeks: 12,
    goals: [],
    activities: [
      {
        id: 'agreed-walk',
        activityId: 'walk',
        area: 'Physical activity',
        offeredBy: 'accredited-provider',
        perWeek: 1,
        sessions: 12,
        group: true,
      },
    ],
    oneOffs: [],
    companions: [],
    transport: false,
  },
};

function draft(kind: EventKind, on: string, more: object = {}): EventDraft {
  return { kind, id: newId(), on, corrects: null, why: null, ...own[kind], ...more } as EventDraft;
}

const add = (event: EventDraft, now = at('2026-06-01')) => appendEvent(db, 'path', event, { staff, now });
const rows = () => db.selectFrom('path_event').select(['id', 'kind']).where('path_id', '=', 'path').execute();

async function agreed(): Promise<void> {
  await add(draft('referral', '2026-05-01'));
  await add(draft('first-contact', '2026-05-04'));
  await add(draft('conversation', '2026-05-05'));
  await add(draft('prescription', '2026-05-05'));
}

describe('an event of a path', () => {
  it('is put on record once, with who recorded it and when as central knows it', async () => {
    const event = draft('referral', '2026-05-01');
    expect(await add(event)).toBe(true);
    expect(await add(event)).toBe(false);
    expect(await rows()).toHaveLength(1);
    const { path } = (await readPath(db, 'path', at('2026-06-01')))!;
    expect(path.referral).toMatchObject({ by: staff, recordedAt: '2026-06-01T12:00:00.000Z' });
    expect(await verifyAudit(db)).toEqual({ entries: 1, broken: null });
  });
  it('cannot be another under the same number', async () => {
    const event = draft('referral', '2026-05-01');
    await add(event);
    await expect(add({ ...event, on: '2026-05-02' })).rejects.toThrow('please start again');
    expect(await rows()).toHaveLength(1);
  });
  it('is refused in a sentence when it may not come now, and leaves nothing behind', async () => {
    await expect(add(draft('first-contact', '2026-05-04'))).rejects.toThrow('There is no referral on record yet.');
    expect(await rows()).toEqual([]);
    expect(await verifyAudit(db)).toEqual({ entries: 0, broken: null });
  });
  it('is never a visit or a card recorded by hand', async () => {
    await agreed();
    const came = draft('visit', '2026-05-11', {
      sessionId: 's',
      prescribedActivityId: 'x',
      minutes: null,
      companions: [],
    });
    await expect(add(came)).rejects.toThrow('register');
    await expect(add(draft('card', '2026-05-11', { cardId: 'c', profile: 'ntag424' }))).rejects.toThrow('issued');
  });
  it('comes later than what it corrects, also when the clock went back', async () => {
    const event = draft('referral', '2026-05-01');
    await add(event, at('2026-06-02'));
    await add(draft('referral', '2026-05-03', { corrects: event.id }), at('2026-06-01'));
    expect((await readPath(db, 'path', at('2026-06-02')))!.path.referral!.on).toBe('2026-05-03');
  });
});

describe('a prescription', () => {
  it('becomes the rows that venues know, and its visits join the path', async () => {
    await agreed();
    expect(await db.selectFrom('prescription').selectAll().where('path_id', '=', 'path').execute()).toMatchObject([
      { id: 'path', programme: 1, starts_on: '2026-05-11', weeks: 12, status: 'active', link_worker_id: 'priya' },
    ]);
    const came = visit({ prescriptionId: 'path', prescribedActivityId: 'agreed-walk' });
    const [result] = await storeAttendances(db, [came], { source: 'hub', venueId: 'hall' }, at('2026-06-01'));
    expect(result!.kind).toBe('created');
    const { path } = (await readPath(db, 'path', at('2026-06-01')))!;
    expect(path).toMatchObject({ step: 'attending', programmes: [{ visits: { count: 1, first: '2026-06-01' } }] });
  });
  it('is not taken back once they have been to it: the venue and the page go on knowing them', async () => {
    await agreed();
    const [event] = await db.selectFrom('path_event').select('id').where('kind', '=', 'prescription').execute();
    const came = visit({ prescriptionId: 'path', prescribedActivityId: 'agreed-walk' });
    await storeAttendances(db, [came], { source: 'hub', venueId: 'hall' }, at('2026-06-01'));
    const takeBack = () => add(draft('taken-back', '2026-06-01', { corrects: event!.id }));
    await expect(takeBack()).rejects.toThrow('They have been to it once: correct it, or record how it ended.');
    expect((await readPath(db, 'path', at('2026-06-01')))!).toMatchObject({
      ...{ path: { step: 'attending' }, prescriptions: [{ id: 'path' }] },
    });
    // Once the venue says that it was somebody else, nothing is left of it.
    await db.updateTable('attendance').set({ status: 'entered-in-error' }).where('id', '=', came.id).execute();
    await takeBack();
    expect((await readPath(db, 'path', at('2026-06-01')))!).toMatchObject({
      path: { step: 'ready' },
      prescriptions: [],
    });
  });
  it('names activities as the directory has them', async () => {
    await add(draft('referral', '2026-05-01'));
    await add(draft('first-contact', '2026-05-04'));
    await add(draft('conversation', '2026-05-05'));
    const event = draft('prescription', '2026-05-05') as Extract<EventDraft, { kind: 'prescription' }>;
    const with_ = (part: object) => add({ ...event, activities: [{ ...event.activities[0]!, ...part }] });
    await expect(with_({ activityId: 'chess' })).rejects.toThrow('not in the directory');
    await expect(with_({ area: 'Volunteering' })).rejects.toThrow('has changed in the directory');
    await expect(with_({ group: false })).rejects.toThrow('has changed in the directory');
    await expect(with_({ id: 'mary-walk' })).rejects.toThrow('agreed elsewhere');
  });
  it('waits until somebody has taken the person', async () => {
    await db.updateTable('path').set({ link_worker_id: null }).where('id', '=', 'path').execute();
    await expect(agreed()).rejects.toThrow('Nobody has taken this person yet');
  });
  it('from before paths were is an event of its path, and is put on record with the next one', async () => {
    const now = at('2026-06-01');
    const before = (await readPath(db, 'rx-mary', now))!.path.programmes[0].prescription!;
    expect(before).toMatchObject({ start: '2026-05-11', weeks: 12, activities: [{ id: 'mary-walk' }] });
    await appendEvent(db, 'rx-mary', draft('referral', '2026-05-01'), { staff, now });
    const stored = await db.selectFrom('path_event').selectAll().where('path_id', '=', 'rx-mary').execute();
    expect(stored.map((row) => row.kind).sort()).toEqual(['prescription', 'referral']);
    await appendEvent(db, 'rx-mary', draft('first-contact', '2026-05-02'), { staff, now });
    expect((await readPath(db, 'rx-mary', now))!.path.programmes[0].prescription).toEqual(before);
    const row = await db.selectFrom('prescribed_activity').selectAll().where('id', '=', 'mary-walk').executeTakeFirst();
    expect(row).toMatchObject({ starts_on: null, ends_on: null, sessions: 12 });
  });
});

describe('how a path ended', () => {
  const staffAt = { staff, now: at('2026-06-01') };
  const referAgain = () =>
    write(db, (trx) =>
      beginPath(
        trx,
        {
          ...{ id: 'again', schemeId: 'scheme', patientId: 'mary', linkWorkerId: 'priya' },
          referral: draft('referral', '2026-05-20'),
        },
        staffAt,
      ),
    );
  const decline = async (pathId = 'path') => {
    const event = draft('outcome', '2026-05-20', { outcome: 'declined' });
    await appendEvent(db, pathId, event, staffAt);
    return event.id;
  };
  const live = async () =>
    (
      await db.selectFrom('path').select('id').where('ended_on', 'is', null).where('patient_id', '=', 'mary').execute()
    ).map((path) => path.id);
  const AGAIN = 'They have been referred again since, and are on that path now: record there how it ended first.';
  beforeEach(async () => {
    await db.updateTable('path').set({ ended_on: '2026-05-01' }).where('id', '=', 'rx-mary').execute();
  });

  it('is not taken back while they are on another path of the scheme, and is once that has ended', async () => {
    await add(draft('referral', '2026-05-01'));
    const declined = await decline();
    await referAgain();
    const takeBack = () => add(draft('taken-back', '2026-05-21', { corrects: declined }));
    await expect(takeBack()).rejects.toThrow(AGAIN);
    expect(await live()).toEqual(['again']);
    // How it ended may still be put right.
    const other = draft('outcome', '2026-05-19', { corrects: declined, outcome: 'no-longer-eligible' });
    await add(other);
    await add(draft('taken-back', '2026-05-21', { corrects: other.id }));
    await decline('again');
    expect(await live()).toEqual([]);
    await add(draft('taken-back', '2026-05-21', { corrects: declined }));
    expect(await live()).toEqual(['path']);
  });
  it('and of taking it back and referring again at once, one is told', async () => {
    await add(draft('referral', '2026-05-01'));
    const declined = await decline();
    const both = [add(draft('taken-back', '2026-05-21', { corrects: declined })), referAgain()];
    expect((await Promise.allSettled(both)).map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await live()).toHaveLength(1);
  });
});

describe('two at once', () => {
  it('cannot both say how it ended: one is on record, the other is told', async () => {
    await agreed();
    const stopped = draft('outcome', '2026-06-01', { outcome: 'stopped' });
    const moved = draft('outcome', '2026-06-01', { outcome: 'no-longer-eligible' });
    const results = await Promise.allSettled([add(stopped), add(moved)]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await rows()).filter((row) => row.kind === 'outcome')).toHaveLength(1);
    const path = await db.selectFrom('path').select('ended_on').where('id', '=', 'path').executeTakeFirst();
    expect(path).toEqual({ ended_on: '2026-06-01' });
  });
  it('the same event twice is once', async () => {
    const event = draft('referral', '2026-05-01');
    const results = await Promise.all([add(event), add(event), add(event)]);
    expect(results.filter((added) => added)).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });
  it('neither of two that agree is lost', async () => {
    await agreed();
    const contacts = Array.from({ length: 8 }, () =>
      draft('contact', '2026-05-20', { how: 'phone', reached: true, note: null }),
    );
    await Promise.all(contacts.map((event) => add(event)));
    expect((await rows()).filter((row) => row.kind === 'contact')).toHaveLength(8);
    expect((await verifyAudit(db)).broken).toBeNull();
  });
});
