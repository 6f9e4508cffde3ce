import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../audit/audit-log.ts';
import { loadDirectory } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { newSchemeKeys } from '../keys/scheme-keys.ts';
import { readPath } from '../paths/path-view.ts';
import { rosterFeed } from '../roster/feed.ts';
import type { CentralDb } from '../store/schema.ts';
import { smallRecord } from '../testing/record.ts';
import { addCard, changeCard, noteReset, whyNotFor, whyNotReset } from './card-register.ts';

const by = (staffId = 'priya', now = '2026-06-01T12:00:00.000Z') => ({ staffId, now: new Date(now) });
const BLANK = '04AABBCCDDEE80';
const MARYS = '04112233445566';
const issue = (uid = BLANK, patientId = 'mary') => ({ patientId, profile: 'ntag424' as const, uid, keyVersion: 1 });
const pats = (uid = BLANK) => ({ companionId: 'pat', profile: 'ntag424' as const, uid, keyVersion: 1 });

describe('the card register', () => {
  const keys = newSchemeKeys();
  let db: CentralDb;
  beforeEach(async () => {
    db = await smallRecord();
    await db.updateTable('hub').set({ roster_stale: 0 }).execute();
  });
  afterEach(async () => {
    expect((await verifyAudit(db)).broken).toBeNull();
    await db.destroy();
  });
  const card = (id: string) => db.selectFrom('card').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  /** The kinds of card its policy allows. */
  const takes = (...cards: SchemePolicy['cards']) =>
    db
      .updateTable('scheme')
      .set({ policy: JSON.stringify({ ...shippedPolicy('luton'), cards }) })
      .execute();
  const touched = () => db.selectFrom('roster_touched').selectAll().execute();
  const URGENT = [{ hub_id: 'hub', patient_id: 'mary', urgent: 1 }];
  const audited = async () =>
    (await db.selectFrom('audit').select('action').orderBy('seq').execute()).map((a) => a.action);

  it('makes an issued card active, and its patient’s hubs hold it at their next question', async () => {
    const id = await addCard(db, issue(), by());
    expect(await card(id)).toMatchObject({ state: 'active', uid: BLANK, issued_at: '2026-06-01T12:00:00.000Z' });
    expect(await touched()).toEqual(URGENT);
    const { changes } = await rosterFeed(db, 'hub', 0, keys, new Date('2026-06-01T12:00:01Z'));
    const entry = changes.flatMap((c) => (c.op === 'put' && c.entry.kind === 'card' ? [c.entry] : []));
    expect(entry.find((c) => c.id === id)).toMatchObject({ personId: 'mary', state: 'active', profile: 'ntag424' });
    expect(await audited()).toEqual(['card issued']);
  });

  it('puts an issued card onto the path of its patient, once, in the name of who issued it', async () => {
    const id = await addCard(db, issue(), by());
    await addCard(db, { ...issue(), keyVersion: 2 }, by('priya', '2026-06-02T12:00:00.000Z'));
    const stored = await db.selectFrom('path_event').select('body').where('kind', '=', 'card').execute();
    expect(stored.map((row) => JSON.parse(row.body))).toMatchObject([
      { cardId: id, on: '2026-06-01', by: { id: 'priya', name: 'Priya' }, profile: 'ntag424' },
    ]);
    const { path } = (await readPath(db, 'rx-mary', new Date('2026-06-03T12:00:00Z')))!;
    // Also the one from before cards were put onto paths.
    expect(path.events.filter((e) => e.kind === 'card').map((e) => e.on)).toEqual(['2026-05-11', '2026-06-01']);
  });
  it('may be blocked by a colleague who covers, and by the team lead of the scheme, not of another', async () => {
    const one = { provider_id: null, password_hash: 'none' };
    await db
      .insertInto('staff')
      .values([
        { id: 'dan', username: 'dan', name: 'Dan', role: 'link-worker', ...one },
        { id: 'tess', username: 'tess', name: 'Tess', role: 'team-lead', scheme_id: 'scheme', ...one },
        { id: 'other', username: 'other', name: 'Other', role: 'team-lead', scheme_id: 'elsewhere', ...one },
      ])
      .execute();
    await expect(changeCard(db, 'card-mary', 'block', by('dan'))).rejects.toThrow(/no such card/);
    await expect(changeCard(db, 'card-mary', 'block', by('other'))).rejects.toThrow(/no such card/);
    await db
      .insertInto('cover')
      .values({
        id: 'cover',
        link_worker_id: 'priya',
        covered_by: 'dan',
        from_on: '2020-01-01',
        until_on: '2999-01-01',
        at: '2020-01-01T00:00:00.000Z',
        by_id: 'priya',
        why: null,
      })
      .execute();
    await changeCard(db, 'card-mary', 'block', by('dan'));
    await changeCard(db, 'card-mary', 'unblock', by('tess', '2026-06-02T12:00:00.000Z'));
  });

  it('issuing the same card to the same patient again keeps its row', async () => {
    const id = await addCard(db, issue(), by());
    expect(await addCard(db, { ...issue(), keyVersion: 2 }, by())).toBe(id);
    expect(await card(id)).toMatchObject({ key_version: 2, state: 'active' });
    expect(await audited()).toEqual(['card issued', 'card renewed']);
  });

  it('a replacement is active and the old card blocked at once, in one transaction; both stay on record', async () => {
    const id = await addCard(db, { ...issue(), replaces: 'card-mary' }, by());
    expect(await card(id)).toMatchObject({ state: 'active' });
    expect(await card('card-mary')).toMatchObject({ state: 'replaced', state_since: '2026-06-01T12:00:00.000Z' });
    expect(await audited()).toEqual(['card replaced', 'card issued']);
    await expect(addCard(db, { ...issue('04AABBCCDDEE81'), replaces: 'card-mary' }, by())).rejects.toThrow(
      /was replaced/,
    );
    expect(await whyNotFor(db, '04AABBCCDDEE81', { holder: { patientId: 'mary' }, blank: true })).toBeUndefined();
    expect(await db.selectFrom('card').select('id').where('uid', '=', '04AABBCCDDEE81').execute()).toEqual([]);
  });

  it('a card that is lost and then replaced has not worked since it was lost', async () => {
    await changeCard(db, 'card-mary', 'lose', by('priya', '2026-06-01T09:00:00.000Z'));
    await addCard(db, { ...issue(), replaces: 'card-mary' }, by('priya', '2026-06-05T09:00:00.000Z'));
    expect(await card('card-mary')).toMatchObject({ state: 'replaced', state_since: '2026-06-01T09:00:00.000Z' });
  });

  it('block and unblock change the state, since when, and the roster', async () => {
    await changeCard(db, 'card-mary', 'block', by());
    expect(await card('card-mary')).toMatchObject({ state: 'blocked', state_since: '2026-06-01T12:00:00.000Z' });
    expect(await touched()).toEqual(URGENT);
    await expect(changeCard(db, 'card-mary', 'block', by())).rejects.toThrow('This card is blocked already.');
    await changeCard(db, 'card-mary', 'unblock', by('priya', '2026-06-02T12:00:00.000Z'));
    expect(await card('card-mary')).toMatchObject({ state: 'active', state_since: '2026-06-02T12:00:00.000Z' });
    await expect(changeCard(db, 'card-mary', 'unblock', by())).rejects.toThrow('in use already');
  });

  it('a replaced card never comes back by being unblocked', async () => {
    await addCard(db, { ...issue(), replaces: 'card-mary' }, by());
    await expect(changeCard(db, 'card-mary', 'unblock', by())).rejects.toThrow('cannot come back');
  });

  it('a card of somebody else is refused until it was reset, and then may be issued anew', async () => {
    expect(await whyNotFor(db, MARYS, { holder: { patientId: 'ahmed' }, blank: true })).toMatch(
      /given to somebody else/,
    );
    await expect(addCard(db, issue(MARYS, 'ahmed'), by())).rejects.toThrow(/given to somebody else/);
    await noteReset(db, MARYS, by());
    expect(await card('card-mary')).toMatchObject({ state: 'expired' });
    expect(await whyNotFor(db, MARYS, { holder: { patientId: 'ahmed' }, blank: true })).toBeUndefined();
    const id = await addCard(db, issue(MARYS, 'ahmed'), by());
    expect(id).not.toBe('card-mary');
    await expect(changeCard(db, 'card-mary', 'unblock', by())).rejects.toThrow(/given out anew/);
  });

  it('the card to be replaced cannot be its own replacement', async () => {
    expect(await whyNotFor(db, MARYS, { holder: { patientId: 'mary' }, replaces: 'card-mary', blank: true })).toMatch(
      /to be replaced/,
    );
  });

  it('a blank card with the number of a card in use is told no keys; the card itself may be renewed', async () => {
    expect(await whyNotFor(db, MARYS, { holder: { patientId: 'mary' }, blank: true })).toMatch(
      /number is that of a card in use/,
    );
    expect(await whyNotFor(db, MARYS, { holder: { patientId: 'mary' }, blank: false })).toBeUndefined();
  });

  it('an existing card is registered by its number, without keys', async () => {
    await takes('ntag424', 'uid');
    const id = await addCard(db, { patientId: 'mary', profile: 'uid', uid: 'deadbeef', keyVersion: 0 }, by());
    expect(await card(id)).toMatchObject({ profile: 'uid', uid: 'DEADBEEF', state: 'active', key_version: 0 });
    const { changes } = await rosterFeed(db, 'hub', 0, keys, new Date('2026-06-01T12:00:01Z'));
    expect(JSON.stringify(changes)).toContain('"uid":"DEADBEEF","state":"active"');
  });

  it('a card of a kind that their scheme does not take is refused, in words; one of several schemes is enough', async () => {
    const library = { patientId: 'mary', profile: 'uid' as const, uid: 'DEADBEEF', keyVersion: 0 };
    await expect(addCard(db, library, by())).rejects.toThrow(
      'Scheme does not take cards that people have already. Make them a Tapwell card instead.',
    );
    await takes('uid');
    await expect(addCard(db, issue(), by())).rejects.toThrow(/^Scheme takes no Tapwell cards\. Register/);
    // What they have goes on, whatever is taken by now.
    await addCard(db, issue(MARYS), by());
    await addCard(db, library, by());
    await takes('ntag424');
    const other = { ...library, uid: 'DEADBEE5' };
    await expect(addCard(db, other, by())).rejects.toThrow(/does not take/);
    const policy = shippedPolicy('bromley-by-bow');
    await db
      .insertInto('scheme')
      .values(schemeRow(policy, 'Europe/London', 'second'))
      .execute();
    const path = { id: 'second', patient_id: 'mary', scheme_id: 'second', link_worker_id: null };
    await db
      .insertInto('path')
      .values({ ...path, opened_on: '2026-05-30' })
      .execute();
    await addCard(db, other, by());
  });

  it('a number that changes each time is refused as a card', async () => {
    const phone = { patientId: 'mary', profile: 'uid' as const, uid: '08A1B2C3', keyVersion: 0 };
    await expect(addCard(db, phone, by())).rejects.toThrow(/another number each time/);
  });

  it('a companion’s lost card is stopped at once by the link worker of whoever they come along with, and nobody else', async () => {
    const companion = { id: 'pat', display_name: 'Pat', language: null, larger_text: 0 };
    await loadDirectory(db, {
      companion: [companion],
      accompanies: [{ companion_id: 'pat', patient_id: 'mary' }],
      card: [{ ...(await card('card-mary')), id: 'card-pat', patient_id: null, companion_id: 'pat', uid: BLANK }],
    });
    const now = new Date('2026-06-01T12:00:01Z');
    const { cursor } = await rosterFeed(db, 'hub', 0, keys, now);
    await expect(changeCard(db, 'card-pat', 'lose', by('rosa'))).rejects.toThrow(/no such card/);
    // Whoever comes along in another scheme is not theirs, though the patient is.
    await db.updateTable('companion').set({ scheme_id: 'elsewhere' }).execute();
    await expect(changeCard(db, 'card-pat', 'lose', by())).rejects.toThrow(/no such card/);
    await expect(addCard(db, pats(), by())).rejects.toThrow(/Nobody like that comes along/);
    await db.updateTable('companion').set({ scheme_id: 'scheme' }).execute();
    await changeCard(db, 'card-pat', 'lose', by());
    const { changes } = await rosterFeed(db, 'hub', cursor, keys, now, undefined, true);
    expect(changes).toMatchObject([{ op: 'put', entry: { kind: 'card', id: 'card-pat', state: 'lost' } }]);
    expect(await audited()).toEqual(['card lost']);
  });

  it('a companion is given a card as a patient is: it works where they come along, and is on nobody’s path', async () => {
    await loadDirectory(db, { companion: [{ id: 'pat', display_name: 'Pat', language: null, larger_text: 0 }] });
    const now = new Date('2026-06-01T12:00:01Z');
    await expect(addCard(db, pats(), by())).rejects.toThrow(/Nobody like that comes along/);
    await loadDirectory(db, { accompanies: [{ companion_id: 'pat', patient_id: 'mary' }] });
    await expect(addCard(db, pats(), by('rosa'))).rejects.toThrow(/Nobody like that comes along/);
    const id = await addCard(db, pats(), by());
    expect(await addCard(db, pats(), by())).toBe(id);
    expect(await card(id)).toMatchObject({ patient_id: null, companion_id: 'pat', state: 'active' });
    expect(await db.selectFrom('path_event').select('id').where('kind', '=', 'card').execute()).toEqual([]);
    const { changes } = await rosterFeed(db, 'hub', 0, keys, now);
    expect(changes).toContainEqual(
      expect.objectContaining({ entry: expect.objectContaining({ kind: 'card', id, personId: 'pat' }) }),
    );
    // Nobody else's, neither as the patient's nor to be emptied by a stranger.
    expect(await whyNotFor(db, BLANK, { holder: { patientId: 'mary' }, blank: true })).toMatch(/somebody else/);
    expect(await whyNotReset(db, BLANK, 'rosa')).toMatch(/not in your caseload/);
    const next = await addCard(db, { ...pats('04AABBCCDDEE81'), replaces: id }, by());
    expect([await card(id), await card(next)]).toMatchObject([{ state: 'replaced' }, { state: 'active' }]);
    await noteReset(db, '04AABBCCDDEE81', by());
    expect(await card(next)).toMatchObject({ state: 'expired' });
  });

  it('another link worker can do nothing with a patient who is not in their caseload', async () => {
    const other = by('rosa');
    await expect(addCard(db, issue(), other)).rejects.toThrow(/no such patient/);
    await expect(changeCard(db, 'card-mary', 'block', other)).rejects.toThrow(/no such card/);
    await expect(noteReset(db, MARYS, other)).rejects.toThrow(/no such card/);
    expect(await whyNotReset(db, MARYS, 'rosa')).toMatch(/not in your caseload/);
    expect(await whyNotReset(db, MARYS, 'priya')).toBeUndefined();
    expect(await card('card-mary')).toMatchObject({ state: 'active' });
    expect(await audited()).toEqual([]);
    expect(await touched()).toEqual([]);
  });
});
