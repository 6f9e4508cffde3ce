import type { HubFact } from '@tapwell/shared/facts/hub-report';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import { wordFor } from '../decide/offered.ts';
import { type Db, metaOf } from '../store/open.ts';
import type { Outbox } from '../store/outbox.ts';

/** What central asks for after its record was restored from a backup. */
export interface Resend {
  since: string;
  /** When it was asked; names the question, so that it is answered once. */
  asked: string;
}

const ANSWERED = 'resent-for';

/** The last question of this kind that was answered; reported to central. */
export function resentFor(db: Db): string | undefined {
  return metaOf(db).get(ANSWERED);
}

interface TapRow {
  id: string;
  kiosk_at: string;
  hub_at: string;
  happened_at: string;
  evidence: string;
  outcome: string;
  card_id: string | null;
  counter: number | null;
  person_id: string | null;
}

/** Nothing that waits already goes up twice. */
const waits = (id: string) => `${id} IN (SELECT body ->> '$.id' FROM outbox)`;
/** Days that staff have changed something of. */
const pressed = 'SELECT session_id FROM register_action WHERE at >= @since AND session_id IS NOT NULL';

/**
 * Puts everything this hub still holds of what was recorded since then on its
 * way to central once more, as it stands now; by the ids nothing counts twice.
 * One transaction, with the note that it is done: asked again, it does nothing.
 * @returns how many facts that were; null when this question was answered before
 */
export function resend(db: Db, outbox: Outbox, { since, asked }: Resend): number | null {
  const meta = metaOf(db);
  return db.transaction(() => {
    if (meta.get(ANSWERED) === asked) return null;
    meta.set(ANSWERED, asked);
    let count = 0;
    const attendances = db.prepare<{ since: string }, { body: string; arrived_at: string }>(
      `SELECT body, arrived_at FROM attendance
       WHERE (arrived_at >= @since OR session_id IN (${pressed})
         OR tap_id IN (SELECT id FROM tap WHERE hub_at >= @since)) AND NOT ${waits('attendance.id')}
       ORDER BY arrived_at`,
    );
    for (const { body, arrived_at } of attendances.all({ since })) {
      outbox.add('attendance', arrived_at, JSON.parse(body));
      count++;
    }
    const taps = db.prepare<{ since: string }, TapRow>(
      `SELECT * FROM tap WHERE hub_at >= @since AND NOT ${waits('tap.id')}
         AND NOT EXISTS (SELECT 1 FROM attendance WHERE tap_id = tap.id) ORDER BY hub_at`,
    );
    for (const row of taps.all({ since })) {
      outbox.add('fact', row.happened_at, factOf(row));
      count++;
    }
    for (const { body } of db.prepare<{ since: string }, { body: string }>(saidSince()).all({ since })) {
      const fact = JSON.parse(body) as HubFact;
      outbox.add('fact', fact.at, fact);
      count++;
    }
    return count;
  })();
}

/** What staff said of a day, who came along, what became of a tap, and when no card could be read. */
function saidSince(): string {
  const of = (table: string) =>
    `SELECT body FROM ${table} WHERE body ->> '$.at' >= @since AND NOT ${waits("body ->> '$.id'")}`;
  return ['session_day', 'expectation', 'companion_visit', 'placed_tap', 'kiosk_gap'].map(of).join(' UNION ALL ');
}

function factOf(row: TapRow): HubFact {
  return {
    kind: 'tap',
    id: row.id,
    at: row.happened_at,
    outcome: wordFor(JSON.parse(row.outcome) as Outcome),
    evidence: JSON.parse(row.evidence),
    kioskAt: row.kiosk_at,
    hubAt: row.hub_at,
    cardId: row.card_id,
    counter: row.counter,
    personId: row.person_id,
  };
}
