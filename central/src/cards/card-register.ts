import { Problem } from '@tapwell/shared/http/problem';
import { newId } from '@tapwell/shared/ids';
import { memberOf } from '../access/member.ts';
import { ownPaths } from '../access/readable.ts';
import { audit } from '../audit/audit-log.ts';
import { noteCard } from '../paths/card-event.ts';
import { touchRosters } from '../roster/touch.ts';
import type { CentralDb, Row } from '../store/schema.ts';
import { holdName, holdRows, write } from '../store/write.ts';
import { type CardKind, mustTake } from './kinds-taken.ts';
import { afterAction, type CardAction, type CardState, isRandomUid, mayUse, sinceWhen } from './rules.ts';

/** Whose a card is: a patient's, or that of somebody who comes along with one. */
export type Holder = { patientId: string } | { companionId: string };

/** A card as it is to stand in the register. */
export type NewCard = Holder & {
  profile: CardKind;
  /** Hex; 7 bytes for an NTAG 424 DNA, 4, 7 or 10 for any other. */
  uid: string;
  /** Version of the card master key; 0 for a card without keys of ours. */
  keyVersion: number;
  /** Id of the card it takes the place of. */
  replaces?: string;
};

/**
 * Who does it: a link worker, by id. They may only touch cards of patients whose
 * path is theirs to work with, and of companions of these.
 */
export interface By {
  staffId: string;
  now: Date;
}

const DONE: Record<CardAction, string> = {
  block: 'card blocked',
  lose: 'card lost',
  unblock: 'card unblocked',
  replace: 'card replaced',
  reset: 'card reset',
};

/**
 * Puts a card in the register, active at once. Doing it again with a card that
 * its holder uses keeps the row and notes the key version, so an issuing cut
 * off after the card was made is finished by a second run.
 * @returns the card's id
 * @throws Problem 404 for somebody else's patient or card, 409 in words when the card may not be used
 */
export async function addCard(db: CentralDb, card: NewCard, by: By): Promise<string> {
  const { profile, keyVersion, replaces } = card;
  const uid = card.uid.toUpperCase();
  if (profile === 'uid' && isRandomUid(uid)) throw refused(RANDOM_UID);
  return write(db, async (trx) => {
    await holdNumber(trx, uid);
    if (replaces !== undefined) await holdRows(trx, 'card', [replaces]);
    // Should their data be removed at this moment, we see it.
    const patientId = 'patientId' in card ? card.patientId : null;
    await holdName(trx, 'patientId' in card ? `patient ${card.patientId}` : `companion ${card.companionId}`, 'shared');
    await ownHolder(trx, by.staffId, card);
    const use = mayUse(await earlierCards(trx, uid), holderId(card), profile);
    if (typeof use === 'object') throw refused(use.not);
    const at = by.now.toISOString();
    const id = use === 'renew' ? await renew(trx, uid, keyVersion) : newId();
    if (use === 'new') {
      await mustTake(trx, await concerned(trx, card), profile);
      await trx
        .insertInto('card')
        .values({
          id,
          patient_id: patientId,
          companion_id: 'companionId' in card ? card.companionId : null,
          profile,
          uid,
          key_version: keyVersion,
          state: 'active',
          state_since: at,
          issued_at: at,
        })
        .execute();
      const staff = (await memberOf(trx, by.staffId))!;
      if (patientId !== null) await noteCard(trx, patientId, { id, profile }, { staff, now: by.now });
    }
    if (replaces !== undefined && replaces !== id) await takePlace(trx, replaces, holderId(card), id, by);
    await tell(trx, await concerned(trx, card), by, use === 'new' ? 'card issued' : 'card renewed', id, {
      profile,
      keyVersion,
    });
    return id;
  });
}

export const RANDOM_UID =
  'This card or phone shows another number each time, so it cannot be registered. Use another card.';

/** Blocks, unblocks, or notes as lost, one card. @throws Problem 404, or 409 in words */
export async function changeCard(
  db: CentralDb,
  cardId: string,
  action: 'block' | 'unblock' | 'lose',
  by: By,
): Promise<void> {
  await write(db, async (trx) => {
    const { uid } = await ownCard(trx, by.staffId, cardId);
    await holdNumber(trx, uid);
    await holdRows(trx, 'card', [cardId]);
    // As it is now that nobody else can change it.
    const card = await ownCard(trx, by.staffId, cardId);
    if (action === 'unblock') {
      const others = (await earlierCards(trx, card.uid)).filter((one) => one.id !== cardId);
      if (others.some((one) => one.state !== 'expired')) throw refused('This card has been given out anew since.');
    }
    await move(trx, card, action, by);
  });
}

/**
 * Notes that the card with this number was emptied: its rows end, their history stays.
 * @throws Problem 404 when it is a card of somebody else's patient
 */
export async function noteReset(db: CentralDb, uid: string, by: By): Promise<void> {
  await write(db, async (trx) => {
    await holdNumber(trx, uid.toUpperCase());
    const known = await earlierCards(trx, uid.toUpperCase());
    await holdRows(
      trx,
      'card',
      known.map((one) => one.id),
    );
    for (const { id, state } of await earlierCards(trx, uid.toUpperCase())) {
      if (state !== 'expired') await move(trx, await ownCard(trx, by.staffId, id), 'reset', by);
    }
  });
}

/**
 * Why the card with this number may not be made this person's, in words,
 * before anything is written to it. A card in use holds keys of ours; what has
 * its number and factory keys may be a copy that wants to be told those keys.
 */
export async function whyNotFor(
  db: CentralDb,
  uid: string,
  { holder, replaces, blank }: { holder: Holder; replaces?: string | undefined; blank: boolean },
): Promise<string | undefined> {
  const earlier = await earlierCards(db, uid);
  if (replaces !== undefined && earlier.some((one) => one.id === replaces && one.state !== 'expired')) {
    return 'This is the card that is to be replaced. Lay a blank one on the reader.';
  }
  const use = mayUse(earlier, holderId(holder), 'ntag424');
  if (use === 'renew' && blank) {
    return 'This card is blank, but its number is that of a card in use. Empty it with “reset” first, or use another card.';
  }
  return typeof use === 'object' ? use.not : undefined;
}

/** Why this link worker may not empty the card with this number, in words. */
export async function whyNotReset(db: CentralDb, uid: string, staffId: string): Promise<string | undefined> {
  for (const card of await earlierCards(db, uid)) {
    if (card.state === 'expired') continue;
    if (!(await isOwn(db, staffId, card))) return 'This card belongs to somebody who is not in your caseload.';
  }
  return undefined;
}

/** That such a card may be given to them, before anybody is asked to lay one down. @throws Problem 409 in words */
export async function takesKind(db: CentralDb, holder: Holder, kind: CardKind): Promise<void> {
  await mustTake(db, await concerned(db, holder), kind);
}

/** @throws Problem 404: somebody else's patient is as unknown as none, and so is a companion of none of one's own */
export async function ownHolder(db: CentralDb, staffId: string, holder: Holder): Promise<void> {
  if ('patientId' in holder) {
    if (await isOwnPatient(db, staffId, holder.patientId)) return;
    throw new Problem(404, 'Not found', 'There is no such patient in your caseload.');
  }
  // Who no longer comes along gets no card; the one they had can still be stopped.
  if (await isOwnCompanion(db, staffId, holder.companionId, 'now')) return;
  throw new Problem(404, 'Not found', 'Nobody like that comes along with people of your caseload.');
}

/**
 * A card that is one's own to handle: also that of whoever comes or came along
 * with one's patients, since a lost one must be stopped by somebody.
 * @throws Problem 404: a card of somebody else's patient is as unknown as none
 */
export async function ownCard(db: CentralDb, staffId: string, cardId: string): Promise<Row<'card'>> {
  const card = await db.selectFrom('card').selectAll().where('id', '=', cardId).executeTakeFirst();
  if (!card || !(await isOwn(db, staffId, card))) {
    throw new Problem(404, 'Not found', 'There is no such card in your caseload.');
  }
  return card;
}

export function holderOf(card: Pick<Row<'card'>, 'patient_id' | 'companion_id'>): Holder {
  return card.companion_id === null ? { patientId: card.patient_id! } : { companionId: card.companion_id };
}

function holderId(holder: Holder): string {
  return 'patientId' in holder ? holder.patientId : holder.companionId;
}

/** The people whose venues are to know of a card. */
async function concerned(db: CentralDb, holder: Holder): Promise<string[]> {
  return 'patientId' in holder ? [holder.patientId] : everAccompaniedBy(db, holder.companionId);
}

async function everAccompaniedBy(db: CentralDb, companionId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('accompanies')
    .select('patient_id')
    .distinct()
    .where('companion_id', '=', companionId)
    .orderBy('patient_id')
    .execute();
  return rows.map((row) => row.patient_id);
}

async function isOwn(db: CentralDb, staffId: string, card: Pick<Row<'card'>, 'patient_id' | 'companion_id'>) {
  const holder = holderOf(card);
  if ('patientId' in holder) return isOwnPatient(db, staffId, holder.patientId);
  return isOwnCompanion(db, staffId, holder.companionId, 'ever');
}

/** Somebody who comes along with one's patient, and of the same scheme: one patient may be in two. */
async function isOwnCompanion(db: CentralDb, staffId: string, companionId: string, when: 'now' | 'ever') {
  const member = await memberOf(db, staffId);
  if (!member) return false;
  const found = await ownPaths(db, member, new Date())
    .innerJoin('accompanies as ac', 'ac.patient_id', 'p.patient_id')
    .innerJoin('companion as c', 'c.id', 'ac.companion_id')
    .select('p.id')
    .where('c.id', '=', companionId)
    // Of some who came with the directory nobody said of which they are.
    .where(({ or, eb }) => or([eb('c.scheme_id', 'is', null), eb('c.scheme_id', '=', eb.ref('p.scheme_id'))]))
    .$if(when === 'now', (q) => q.where('ac.ended_at', 'is', null))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function isOwnPatient(db: CentralDb, staffId: string, patientId: string): Promise<boolean> {
  const member = await memberOf(db, staffId);
  if (!member) return false;
  const found = await ownPaths(db, member, new Date())
    .select('p.id')
    .where('p.patient_id', '=', patientId)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Whose a card with this number may be is decided by one at a time, before there is a row of it to hold. */
function holdNumber(trx: CentralDb, uid: string): Promise<void> {
  return holdName(trx, `card ${uid}`);
}

async function earlierCards(db: CentralDb, uid: string) {
  const rows = await db.selectFrom('card').selectAll().where('uid', '=', uid).execute();
  return rows.map(({ id, patient_id, companion_id, profile, state }) => ({
    id,
    patient_id,
    companion_id,
    holderId: (patient_id ?? companion_id)!,
    profile,
    state: state as CardState,
  }));
}

async function renew(trx: CentralDb, uid: string, keyVersion: number): Promise<string> {
  const row = await trx
    .updateTable('card')
    .set({ key_version: keyVersion })
    .where('uid', '=', uid)
    .where('state', 'in', ['active', 'issued'])
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

async function takePlace(trx: CentralDb, oldId: string, whose: string, newId: string, by: By): Promise<void> {
  const old = await ownCard(trx, by.staffId, oldId);
  if (holderId(holderOf(old)) !== whose) throw refused('The card to be replaced is somebody else’s.');
  await move(trx, old, 'replace', by, { by: newId });
}

async function move(
  trx: CentralDb,
  card: Row<'card'>,
  action: CardAction,
  by: By,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const state = card.state as CardState;
  const next = afterAction(state, action);
  if ('not' in next) throw refused(next.not);
  const since = sinceWhen({ state, since: card.state_since }, next.state, by.now.toISOString());
  await trx.updateTable('card').set({ state: next.state, state_since: since }).where('id', '=', card.id).execute();
  await tell(trx, await concerned(trx, holderOf(card)), by, DONE[action], card.id, { was: state, ...detail });
}

/** The audit log, and every hub at whose venue the patients have something prescribed. */
async function tell(
  trx: CentralDb,
  patientIds: string[],
  by: By,
  action: string,
  cardId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await touchRosters(trx, patientIds, true);
  await audit(trx, { at: by.now.toISOString(), actor: `staff ${by.staffId}`, action, subject: cardId, detail });
}

function refused(words: string): Problem {
  return new Problem(409, 'Not possible', words);
}
