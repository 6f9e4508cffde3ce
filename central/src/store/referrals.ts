import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration sees the schema of its own time, not today's types
type AnyDb = Kysely<any>;

/** Sixth step: referral forms at public addresses, what came in by them, and what a person's details were before. */
export async function referrals(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('referral_form')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('scheme_id', 'text', (c) => c.notNull().references('scheme.id'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('referrers', 'text', (c) => c.notNull())
    .addColumn('made_at', 'text', (c) => c.notNull())
    .addColumn('made_by', 'text', (c) => c.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('closed_by', 'text')
    .execute();
  await db.schema
    .createTable('referral_intake')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('form_id', 'text', (c) => c.notNull().references('referral_form.id'))
    .addColumn('path_id', 'text', (c) => c.notNull().references('path.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('nhs_number', 'text')
    .addColumn('settled_at', 'text')
    .addColumn('settled_by', 'text')
    .addColumn('same_as', 'text', (c) => c.references('patient.id'))
    .execute();
  await db.schema
    .createTable('patient_change')
    .addColumn('id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('before', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('referral_form_scheme').on('referral_form').columns(['scheme_id']).execute();
  await db.schema.createIndex('referral_intake_path').unique().on('referral_intake').columns(['path_id']).execute();
  await db.schema.createIndex('patient_change_patient').on('patient_change').columns(['patient_id']).execute();
  await db.schema.createIndex('patient_born').on('patient').columns(['born']).execute();
}
