import type { HubFact } from '@tapwell/shared/facts/hub-report';
import { sql } from 'kysely';
import { audit } from '../audit/audit-log.ts';
import { everyLength, insertMany } from '../store/every-length.ts';
import type { CentralDb, NewRow } from '../store/schema.ts';
import { holdRows, isPostgres } from '../store/write.ts';
import { type CardRead, judgeRead, type ReadDoubt, TRAVEL_MS } from './judge-read.ts';

/** What may be wrong with a card or a tap, for a person to decide. */
export type ConcernKind = ReadDoubt | 'suspect-card' | 'blocked-card-used';

/** How a hub's outcome of a tap becomes a concern. */
const OF_OUTCOME: Record<string, ConcernKind> = {
  'card-suspect': 'suspect-card',
  'card-blocked': 'blocked-card-used',
};

interface Read {
  id: string;
  cardId: string;
  counter: number | null;
  venueId: string;
  at: string;
}

/** Keeps genuine reads and compares each with all others of the same card, from every hub. */
export async function noteReads(trx: CentralDb, reads: Read[], now: string): Promise<void> {
  if (reads.length === 0) return;
  // So that of two reads of one card that come at once, the second is compared with the first.
  await holdRows(
    trx,
    'card',
    reads.map((read) => read.cardId),
  );
  const others = await comparableTo(trx, reads);
  const fresh: NewRow<'card_read'>[] = [];
  const doubts: Parameters<typeof raise>[1][] = [];
  for (const { cardId, ...read } of reads) {
    // One read of a card at one venue is one read, whether it comes as a tap or as an attendance.
    const id = read.counter === null ? read.id : `${cardId} ${read.counter} ${read.venueId}`;
    const known = others.get(cardId) ?? [];
    if (known.some((other) => other.id === id)) continue;
    const doubt = judgeRead({ ...read, id }, known);
    if (doubt) doubts.push({ id: read.id, kind: doubt, cardId, venueId: read.venueId, at: read.at });
    fresh.push({ id, card_id: cardId, counter: read.counter, venue_id: read.venueId, at: read.at });
    others.set(cardId, [...known, { ...read, id }]);
  }
  if (fresh.length > 0) await insertReads(trx, fresh);
  for (const doubt of doubts) await raise(trx, doubt, now);
}

const insertReads = insertMany('card_read', ['id', 'card_id', 'counter', 'venue_id', 'at'], ['counter']);

/** By four values for each card: the card and a time, the card and a counter. */
const eitherOf = everyLength((db, values: (string | number)[]) =>
  db
    .selectFrom('card_read')
    .select(['id', 'card_id', 'counter', 'venue_id as venueId', 'at'])
    .where(({ or, and, eb }) =>
      or(
        values.flatMap((value, i) =>
          i % 2 === 1
            ? []
            : [and([eb('card_id', '=', String(value)), eb(i % 4 === 0 ? 'at' : 'counter', '>=', values[i + 1]!)])],
        ),
      ),
    ),
);

type OfCard = CardRead & { card_id: string };

/** PostgreSQL takes longer to plan so many alternatives than to look each up: here each card is a row beside its reads. */
async function eitherOfRows(trx: CentralDb, since: Map<string, Since>): Promise<OfCard[]> {
  const cards = [...since.keys()];
  const [ats, counters] = [[...since.values()].map(({ at }) => at), [...since.values()].map(lowestOf)];
  const { rows } = await sql<OfCard>`
    select r.id, r.card_id, r.counter, r.venue_id as "venueId", r.at
    from unnest(${cards}::text[], ${ats}::text[], ${counters}::bigint[]) as own (card_id, at, counter)
    cross join lateral (
      select id, card_id, counter, venue_id, at from card_read where card_id = own.card_id and at >= own.at
      union
      select id, card_id, counter, venue_id, at from card_read where card_id = own.card_id and counter >= own.counter
    ) as r`.execute(trx);
  return rows;
}

interface Since {
  at: string;
  counter: number | null;
}

function lowestOf({ counter }: Since): number {
  return counter ?? Number.MAX_SAFE_INTEGER;
}

/**
 * All that these reads could be in doubt beside: of the same cards, not long
 * before or any time later, or with as high a counter. In a card's honest life
 * that is next to nothing, however long it is.
 */
async function comparableTo(trx: CentralDb, reads: Read[]): Promise<Map<string, CardRead[]>> {
  const since = new Map<string, Since>();
  for (const { cardId, at, counter } of reads) {
    const soon = new Date(Date.parse(at) - TRAVEL_MS).toISOString();
    const first = since.get(cardId);
    since.set(cardId, {
      at: first && first.at < soon ? first.at : soon,
      counter: first?.counter != null && (counter === null || first.counter < counter) ? first.counter : counter,
    });
  }
  const rows = isPostgres(trx)
    ? await eitherOfRows(trx, since)
    : await eitherOf(
        trx,
        [...since].flatMap(([cardId, own]) => [cardId, own.at, cardId, lowestOf(own)]),
      );
  const byCard = new Map<string, CardRead[]>();
  for (const { card_id, ...read } of rows) {
    const own = byCard.get(card_id);
    if (own) own.push(read);
    else byCard.set(card_id, [read]);
  }
  return byCard;
}

/** Looks at a tap that led to no attendance. */
export async function noteTap(
  trx: CentralDb,
  fact: Extract<HubFact, { kind: 'tap' }>,
  venueId: string,
  now: string,
): Promise<void> {
  const { id, cardId, counter, at, outcome } = fact;
  if (!cardId) return;
  const kind = OF_OUTCOME[outcome];
  if (kind) await raise(trx, { id, kind, cardId, venueId, at }, now);
  else await noteReads(trx, [{ id, cardId, counter, venueId, at }], now);
}

async function raise(
  trx: CentralDb,
  concern: { id: string; kind: ConcernKind; cardId: string; venueId: string; at: string },
  now: string,
): Promise<void> {
  const { id, kind, cardId, venueId, at } = concern;
  const card = await trx.selectFrom('card').select('patient_id').where('id', '=', cardId).executeTakeFirst();
  const added = await trx
    .insertInto('concern')
    .values({
      id,
      kind,
      patient_id: card?.patient_id ?? null,
      card_id: cardId,
      venue_id: venueId,
      at,
      central_at: now,
      settled_at: null,
      settled_by: null,
    })
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows !== 1n) return;
  await audit(trx, {
    at: now,
    actor: 'central',
    action: `concern: ${kind}`,
    subject: cardId,
    detail: { venueId, at, id },
  });
}
