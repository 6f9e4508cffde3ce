import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/**
 * Twelfth step: staff who leave and who sign in with their organisation, whom
 * an entry of the audit log is about, and a hub that is asked to send again
 * what a restored record lost.
 */
export async function keeping(db: AnyDb): Promise<void> {
  const add = (table: string, column: string, type: 'text' | 'integer', fallback?: number) =>
    db.schema
      .alterTable(table)
      .addColumn(column, type, (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
      .execute();
  await add('staff', 'ended_at', 'text');
  await add('staff', 'must_change_password', 'integer', 0);
  for (const column of ['sign_in_as', 'oidc_issuer', 'oidc_subject']) await add('staff', column, 'text');
  await add('staff_session', 'id_token', 'text');
  await db.schema
    .createTable('organisation_sign_in')
    .addColumn('hash', 'text', (c) => c.notNull().primaryKey())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('nonce', 'text', (c) => c.notNull())
    .addColumn('verifier', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('audit_group')
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_group_key', ['id', 'subject'] as never)
    .execute();
  for (const column of ['resend_since', 'resend_asked_at', 'resend_done_at']) await add('hub', column, 'text');
  await db.schema.createIndex('audit_group_subject').on('audit_group').columns(['subject']).execute();
  await db.schema.createIndex('audit_about').on('audit').columns(['subject']).execute();
  await db.schema.createIndex('audit_actor').on('audit').columns(['actor', 'at']).execute();
  await db.schema.createIndex('staff_sign_in_as').on('staff').columns(['sign_in_as']).unique().execute();
  await db.schema.createIndex('staff_oidc').on('staff').columns(['oidc_issuer', 'oidc_subject']).unique().execute();
}
