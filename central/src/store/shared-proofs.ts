import { createHash, randomBytes } from 'node:crypto';
import { Nonces, nonceOf, PERIOD_MS, type ProofMemory, same } from '@tapwell/shared/http/nonces';
import { type Kysely, sql } from 'kysely';
import type { CentralDb } from './schema.ts';
import { isPostgres } from './write.ts';

/** Three times as long as any nonce is good. */
const REMEMBER_MS = 6 * PERIOD_MS;

/**
 * Fourth step. Unlogged: a database that crashed, or a standby that takes over,
 * knows neither used proofs nor the secret, so nothing signed before is taken
 * after; and using a proof waits for no disk.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
export async function sharedProofs(db: Kysely<any>): Promise<void> {
  const table = (name: string) =>
    isPostgres(db) ? db.schema.createTable(name).modifyFront(sql`unlogged`) : db.schema.createTable(name);
  await table('proof_secret')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('secret', 'text', (c) => c.notNull())
    .execute();
  await table('used_proof')
    .addColumn('jti', 'text', (c) => c.notNull().primaryKey())
    .addColumn('at', 'integer', (c) => c.notNull())
    .execute();
}

/**
 * What central remembers of the proofs of its devices: on PostgreSQL all its
 * processes together, so that any of them takes a nonce of any other and none
 * takes a proof twice. An embedded store has one process that serves.
 */
export async function proofMemory(db: CentralDb): Promise<ProofMemory> {
  if (!isPostgres(db)) return new Nonces();
  const memory = new SharedProofs(db);
  await memory.learn();
  return memory;
}

const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

class SharedProofs implements ProofMemory {
  readonly #db: CentralDb;
  #secret = new Uint8Array();
  /** The database's clock less ours, which only goes forward: processes on several machines agree by it. */
  #ahead = 0;
  #forgotten = -1;

  constructor(db: CentralDb) {
    this.#db = db;
  }

  /** The secret of now: made by whichever process looks first. */
  async learn(): Promise<void> {
    await this.#db
      .insertInto('proof_secret')
      .values({ id: 'now', secret: randomBytes(32).toString('hex') })
      .onConflict((c) => c.column('id').doNothing())
      .execute();
    const { secret, now } = await this.#db
      .selectFrom('proof_secret')
      .select(['secret', NOW.as('now')])
      .executeTakeFirstOrThrow();
    this.#secret = Buffer.from(secret, 'hex');
    this.#ahead = now - performance.now();
  }

  current(): string {
    return nonceOf(this.#secret, this.#period());
  }

  isFresh(nonce: string): boolean {
    const period = this.#period();
    return [period, period - 1].some((one) => same(nonce, nonceOf(this.#secret, one)));
  }

  async use(jti: string): Promise<boolean> {
    const hash = createHash('sha256').update(jti).digest('base64url');
    const first = await this.#db
      .insertInto('used_proof')
      .columns(['jti', 'at'])
      .expression((q) =>
        q
          .selectFrom('proof_secret')
          .select([sql<string>`${hash}`.as('jti'), NOW.as('at')])
          .where('secret', '=', Buffer.from(this.#secret).toString('hex')),
      )
      .onConflict((c) => c.column('jti').doNothing())
      .returning('at')
      .executeTakeFirst();
    if (!first) {
      // Used before, or the database lost its memory and with it this secret: then a new one is due.
      await this.learn();
      return false;
    }
    this.#ahead = first.at - performance.now();
    await this.#forget(first.at);
    return true;
  }

  #period(): number {
    return Math.floor((performance.now() + this.#ahead) / PERIOD_MS);
  }

  async #forget(now: number): Promise<void> {
    const period = this.#period();
    if (period === this.#forgotten) return;
    this.#forgotten = period;
    await this.#db
      .deleteFrom('used_proof')
      .where('at', '<', now - REMEMBER_MS)
      .execute();
  }
}
