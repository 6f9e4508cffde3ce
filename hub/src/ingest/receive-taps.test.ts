import { newId } from '@tapwell/shared/ids';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { RosterStore } from '../roster/roster-store.ts';
import { Attendances } from '../store/attendances.ts';
import { type Db, openStore } from '../store/open.ts';
import { Outbox } from '../store/outbox.ts';
import { Quarantine } from '../store/quarantine.ts';
import { Taps } from '../store/taps.ts';
import { card, DURING, LIBRARY_UID, MARY_KEY, MARY_UID, roster, sunEvidence, tapOf } from '../testing/venue.ts';
import { TapIngest } from './receive-taps.ts';

function hub() {
  const db: Db = openStore(':memory:');
  const store = new RosterStore(db);
  store.apply(
    roster.map((entry) => ({ op: 'put', entry })),
    1,
  );
  const quarantine = new Quarantine(db);
  const outbox = new Outbox(db, quarantine);
  const attendances = new Attendances(db, outbox);
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const ingest = new TapIngest({ db, roster: store, taps: new Taps(db), attendances, outbox, quarantine, onFault });
  const receive = (tap: ReturnType<typeof tapOf>, hubAt = DURING) => ingest.receive({ tap, kioskId: 'kiosk', hubAt });
  return { db, faults, roster: store, outbox, attendances, ingest, receive };
}
const library = { kind: 'uid' as const, uid: LIBRARY_UID };

describe('receiving taps', () => {
  let h: ReturnType<typeof hub>;
  beforeEach(() => {
    h = hub();
  });

  it('checks a genuine card in and puts the attendance into the outbox in the same commit', async () => {
    const outcome = await h.receive(tapOf(sunEvidence(7)));
    expect(outcome).toMatchObject({ outcome: 'checked-in', name: 'Mary', visit: 3, of: 12 });
    expect(h.outbox.next(10)).toMatchObject([
      { kind: 'attendance', body: { personId: 'mary', assurance: 'authenticated', method: 'card', late: false } },
    ]);
  });
  it('records one attendance for the same tap sent twice, and gives the same answer', async () => {
    const tap = tapOf(sunEvidence(7));
    const [first, again] = await Promise.all([h.receive(tap), h.receive(tap)]);
    expect(again).toEqual(first);
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toHaveLength(1);
    expect(h.outbox.counts().waiting).toBe(1);
  });
  it('refuses a counter that was used before, and keeps the tap for central', async () => {
    await h.receive(tapOf(sunEvidence(7)));
    const outcome = await h.receive(tapOf(sunEvidence(7)));
    expect(outcome).toEqual({ outcome: 'card-suspect', code: 'S2' });
    expect(h.outbox.counts().waiting).toBe(2);
  });
  it('refuses a counter below one read earlier, but not an older tap that arrives later', async () => {
    const later = new Date(DURING.getTime() + 60_000);
    await h.receive(tapOf(sunEvidence(20), DURING), later);
    expect((await h.receive(tapOf(sunEvidence(19), later), later)).outcome).toBe('card-suspect');
    const before = new Date(DURING.getTime() - 60_000);
    expect((await h.receive(tapOf(sunEvidence(18), before), later)).outcome).toBe('already-checked-in');
  });
  it('calls a wrong MAC suspect, and a cryptographic card by its bare UID too', async () => {
    const forged = sunEvidence(8, MARY_UID, MARY_KEY.replace('0', 'F'));
    expect(await h.receive(tapOf(forged))).toEqual({ outcome: 'card-suspect', code: 'S1' });
    const copied = { kind: 'uid' as const, uid: MARY_UID };
    expect(await h.receive(tapOf(copied))).toEqual({ outcome: 'card-suspect', code: 'S1' });
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toHaveLength(0);
  });
  it('keeps an unknown card with its evidence, for central may know it', async () => {
    const evidence = { kind: 'uid' as const, uid: '0499887766' + '5544' };
    expect((await h.receive(tapOf(evidence))).outcome).toBe('card-not-recognised');
    expect(h.outbox.next(1)).toMatchObject([
      { kind: 'fact', body: { kind: 'tap', evidence, personId: null, hubAt: DURING.toISOString() } },
    ]);
  });
  it('lets the patient choose between two sessions, and change that choice for a moment', async () => {
    const tap = tapOf(library);
    expect((await h.receive(tap)).outcome).toBe('choose-session');
    const sing = await h.ingest.choose(tap.id, 'sing@2026-06-01T10:00', DURING);
    expect(sing).toMatchObject({ outcome: 'checked-in', activity: 'Sing', chosen: true, visit: 1 });
    await h.ingest.choose(tap.id, 'walk@2026-06-01T10:00', DURING);
    expect(h.attendances.atSession('sing@2026-06-01T10:00')).toEqual([]);
    const all = h.db.prepare(`SELECT body FROM outbox WHERE kind = 'attendance' ORDER BY seq`).all() as {
      body: string;
    }[];
    const sent = all.map((row) => JSON.parse(row.body)).map((a) => [a.activityId, a.status]);
    expect(sent).toEqual([
      ['sing', 'finished'],
      ['sing', 'entered-in-error'],
      ['walk', 'finished'],
    ]);
  });
  it('records a choice made, undone and made again, though the roster has heard of the first only', async () => {
    const tap = tapOf(library);
    await h.receive(tap);
    await h.ingest.choose(tap.id, 'sing@2026-06-01T10:00', DURING);
    const ahmed = h.roster.view.people.get('ahmed')!;
    const prescribed = ahmed.prescribed.map((p) => ({
      ...p,
      attended: p.activityId === 'sing' ? ['sing@2026-06-01T10:00'] : [],
    }));
    h.roster.apply([{ op: 'put', entry: { ...ahmed, prescribed } }], 2);
    await h.ingest.choose(tap.id, 'walk@2026-06-01T10:00', DURING);
    await h.ingest.choose(tap.id, 'sing@2026-06-01T10:00', DURING);
    expect(h.attendances.atSession('sing@2026-06-01T10:00')).toHaveLength(1);
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toEqual([]);
  });
  it('sets a tap it cannot understand aside whole, and takes the ones around it', async () => {
    const strange = { id: newId(), kioskAt: 'teatime', evidence: { kind: 'crystal ball' } };
    const [before, odd, after] = await Promise.all([
      h.receive(tapOf(sunEvidence(7))),
      h.ingest.receive({ tap: strange, kioskId: 'kiosk', hubAt: DURING }),
      h.receive(tapOf(library)),
    ]);
    expect([before!.outcome, after!.outcome]).toEqual(['checked-in', 'choose-session']);
    expect(odd).toEqual({ outcome: 'card-not-recognised', code: 'E1' });
    const kept = h.db.prepare('SELECT body FROM quarantine').all() as { body: string }[];
    expect(kept.map((row) => JSON.parse(row.body))).toEqual([strange]);
  });
  it('says that nobody is known to be absent at the time of a tap it set aside, though it comes days later', async () => {
    const days = new Date(DURING.getTime() + 5 * 86_400_000);
    const strange = { ...tapOf(sunEvidence(7)), evidence: { kind: 'crystal ball' } };
    await h.ingest.receive({ tap: strange, kioskId: 'kiosk', hubAt: days });
    expect(h.outbox.next(1)).toMatchObject([{ body: { kind: 'kiosk-gap', from: DURING.toISOString() } }]);
  });
  it('undoes one tap that fails through a fault of ours, not those committed with it', async () => {
    h.db.exec(`CREATE TRIGGER fault BEFORE INSERT ON attendance WHEN new.person_id = 'mary'
      BEGIN SELECT RAISE(ABORT, 'a fault'); END`);
    const [faulty, good] = await Promise.all([h.receive(tapOf(sunEvidence(7))), h.receive(tapOf(library))]);
    expect(faulty).toEqual({ outcome: 'card-not-recognised', code: 'E1' });
    expect(good!.outcome).toBe('choose-session');
    expect(h.faults).toHaveLength(1);
    expect(h.outbox.counts()).toMatchObject({ waiting: 2, quarantined: 1 });
  });
  it('takes no choice that was not offered, comes too late or belongs to another tap', async () => {
    const tap = tapOf(library);
    await h.receive(tap);
    const late = new Date(DURING.getTime() + 10 * 60_000);
    await expect(h.ingest.choose(tap.id, 'swim@2026-06-01T10:00', DURING)).resolves.toBeUndefined();
    await expect(h.ingest.choose(tap.id, 'sing@2026-06-01T10:00', late)).resolves.toBeUndefined();
    await expect(h.ingest.choose('no-such-tap', 'sing@2026-06-01T10:00', DURING)).resolves.toBeUndefined();
    expect(h.outbox.next(10).map((e) => e.kind)).toEqual(['fact']);
  });
  it('places a tap replayed days later at the session it happened in', async () => {
    const days = new Date(DURING.getTime() + 5 * 86_400_000);
    const outcome = await h.receive(tapOf(sunEvidence(7), DURING), days);
    expect(outcome).toMatchObject({ outcome: 'checked-in', sessionId: 'walk@2026-06-01T10:00' });
  });
  it('places a tap of a kiosk in 1970 by hub receipt and flags it', async () => {
    await h.receive({ ...tapOf(sunEvidence(7), new Date(5000)), offsetMs: null });
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toMatchObject([
      { flags: ['clock-unsure'], kioskAt: '1970-01-01T00:00:05.000Z', arrivedAt: DURING.toISOString() },
    ]);
  });
  it('puts the taps of a kiosk that lay in a cupboard for months where they belong, and makes no visit of today of them', async () => {
    h.db.prepare(`INSERT INTO device VALUES ('kiosk', 'Door', '{}', '2026-01-01T00:00:00.000Z', NULL)`).run();
    const autumn = new Date('2026-10-05T09:05:00.000Z');
    const mary = h.roster.view.people.get('mary')!;
    const current = mary.prescribed.map((p) => ({ ...p, until: null }));
    h.roster.apply([{ op: 'put', entry: { ...mary, prescribed: current } }], 2);
    // Her reads of September are forgotten by then, with their times.
    h.db.prepare(`INSERT INTO card_read VALUES ('card-mary', 50, '', 1)`).run();
    expect(await h.receive(tapOf(sunEvidence(7), DURING), autumn)).toMatchObject({
      ...{ outcome: 'checked-in', sessionId: 'walk@2026-06-01T10:00' },
    });
    expect(h.attendances.atSession('walk@2026-10-05T10:00')).toEqual([]);
  });
  it('a card given to somebody else since was its first holder’s at the time of a late tap', async () => {
    const emptied = new Date('2026-06-02T12:00:00.000Z').toISOString();
    const own = { profile: 'ntag424' as const, uid: MARY_UID, fileReadKeys: [MARY_KEY] };
    const first = { id: 'card-mary', personId: 'mary', issuedAt: '2026-05-01T09:00:00.000Z' };
    const second = { id: 'card-new', personId: 'ahmed', issuedAt: emptied };
    const expired = { ...first, state: 'expired' as const, stateSince: emptied };
    const entries = [card({ ...own, ...expired }), card({ ...own, ...second, stateSince: emptied })];
    h.roster.apply(
      entries.map((entry) => ({ op: 'put', entry })),
      2,
    );
    const wednesday = new Date('2026-06-03T09:00:00.000Z');
    expect(await h.receive(tapOf(sunEvidence(7), DURING), wednesday)).toMatchObject({ name: 'Mary' });
    expect(await h.receive(tapOf(sunEvidence(8), wednesday), wednesday)).toMatchObject({ name: 'Ahmed' });
    // Nor is it the new one's where the first holder is not on this roster any more.
    h.roster.apply([{ op: 'remove', kind: 'card', id: 'card-mary' }], 3);
    expect(await h.receive(tapOf(sunEvidence(6), DURING), wednesday)).toMatchObject({ code: 'N1' });
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toMatchObject([{ personId: 'mary' }]);
  });
  it('marks an arrival late after the allowance', async () => {
    const late = new Date('2026-06-01T09:20:01.000Z');
    await h.receive(tapOf(sunEvidence(7), late), late);
    expect(h.attendances.atSession('walk@2026-06-01T10:00')).toMatchObject([{ late: true }]);
  });
  it('blocks a card as soon as the roster says so', async () => {
    const lost = card({
      id: 'card-mary',
      personId: 'mary',
      profile: 'ntag424',
      uid: MARY_UID,
      state: 'lost',
      fileReadKeys: [MARY_KEY],
    });
    h.roster.apply([{ op: 'put', entry: lost }], 2);
    expect((await h.receive(tapOf(sunEvidence(7)))).outcome).toBe('card-blocked');
  });
  it('counts a session once, whether central or this hub recorded it', async () => {
    await h.receive(tapOf(sunEvidence(7)));
    const mary = h.roster.view.people.get('mary')!;
    const attended = [...mary.prescribed[0]!.attended, 'walk@2026-06-01T10:00'];
    h.roster.apply([{ op: 'put', entry: { ...mary, prescribed: [{ ...mary.prescribed[0]!, attended }] } }], 3);
    const nextWeek = new Date(DURING.getTime() + 7 * 86_400_000);
    expect(await h.receive(tapOf(sunEvidence(8), nextWeek), nextWeek)).toMatchObject({ visit: 4 });
  });
  it('has at most one attendance per patient and session, whatever taps arrive in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 40 }), fc.boolean()), {
          maxLength: 12,
        }),
        async (reads) => {
          const fresh = hub();
          const taps = reads.map(([counter, minute, twice]) => {
            const tap = tapOf(sunEvidence(counter), new Date(DURING.getTime() + minute * 60_000));
            return twice ? [tap, tap] : [tap];
          });
          const receipt = new Date(DURING.getTime() + 3_600_000);
          await Promise.all(taps.flat().map((tap) => fresh.receive(tap, receipt)));
          expect(fresh.attendances.atSession('walk@2026-06-01T10:00').length).toBe(reads.length > 0 ? 1 : 0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
