import { TIME_FORGOTTEN } from '../store/taps.ts';

/**
 * Which rows go: `@before` is the oldest time to keep, `@oldest` the same but
 * never younger than what taps still come from, `@now` the time of the purge.
 * With `set` they stay and only lose what is named.
 */
export interface Purging {
  where: string;
  set?: string;
}

/** What becomes of the rows of a table: why nothing leaves it, or what does. */
export type Rule = { kept: string } | Purging[];

/** What facts say that central has not acknowledged, or staff not settled. */
const unsettled = (
  field: 'id' | 'sessionId',
) => `SELECT it FROM (SELECT body ->> '$.${field}' AS it FROM outbox UNION ALL
  SELECT body ->> '$.${field}' FROM quarantine WHERE state IN ('open', 'retrying')) WHERE it IS NOT NULL`;

/** Central has the fact with this id. */
const settled = (id: string) => `ifnull(${id}, '') NOT IN (${unsettled('id')})`;

/** A kiosk tells a gap until it is answered, within minutes; this many back none can come again. */
const GAPS_KEPT = 10_000;

/**
 * In this order. Every table has its line here: a test holds this list against
 * the store, so that a new table cannot keep personal data for ever unnoticed.
 */
export const RETENTION: Record<string, Rule> = {
  outbox: { kept: 'leaves only when central has it' },
  roster: { kept: 'central says what is in it' },
  meta: { kept: 'small named values, nothing personal' },
  roster_staged: { kept: 'leaves when the last page of a roster has come' },
  device: { kept: 'which kiosks were ever let in' },
  kiosk: { kept: 'one line for each kiosk' },
  kiosk_clock: { kept: 'one line for each kiosk' },

  // What staff have settled, or central took in the end; what is on its way once more still wants its line.
  quarantine: [
    {
      where: `state IN ('explained', 'taken') AND coalesce(settled_at, refused_at) < @before
        AND key NOT IN (SELECT quarantine_key FROM outbox WHERE quarantine_key IS NOT NULL)`,
    },
  ],
  // By the session too: of a day that is shown, everyone who came is still here, also who came the evening before.
  attendance: [{ where: `arrived_at < @before AND body ->> '$.sessionEnd' < @before AND ${settled('id')}` }],
  // By receipt too: a tap that arrived yesterday from a kiosk long offline may be sent again tomorrow.
  tap: [
    {
      where: `happened_at < @before AND hub_at < @before AND ${settled('id')}
        AND NOT EXISTS (SELECT 1 FROM attendance WHERE tap_id = tap.id)`,
    },
  ],
  // Of a card's old reads the highest counter stays, without its time, so that a copied read is still seen; the time
  // not before it can tell no honest tap of an offline kiosk any more.
  card_read: [
    {
      where: `happened_at < @oldest AND EXISTS (SELECT 1 FROM card_read AS higher WHERE higher.card_id = card_read.card_id
        AND higher.counter > card_read.counter AND higher.happened_at < @oldest)`,
    },
    { where: `happened_at < @oldest AND happened_at <> '${TIME_FORGOTTEN}'`, set: `happened_at = '${TIME_FORGOTTEN}'` },
  ],
  session_day: [{ where: `ends_at < @before AND ${settled("body ->> '$.id'")}` }],
  expectation: [{ where: `session_end < @before AND ${settled("body ->> '$.id'")}` }],
  companion_visit: [{ where: `session_end < @before AND ${settled("body ->> '$.id'")}` }],
  placed_tap: [{ where: `at < @before AND ${settled("body ->> '$.id'")} AND ${settled('tap_id')}` }],
  dismissed_tap: [{ where: 'at < @before' }],
  register_action: [
    { where: `at < @before AND ifnull(session_id, '') NOT IN (${unsettled('sessionId')}) AND ${settled('id')}` },
  ],

  kiosk_gap: [{ where: `rowid <= (SELECT max(rowid) FROM kiosk_gap) - ${GAPS_KEPT}` }],
  pairing_code: [{ where: 'expires_at < @now' }],
  token: [{ where: 'expires_at < @now' }],
  assertion: [{ where: 'expires_at < @now' }],
  staff_session: [{ where: 'expires_at < @now' }],
};
