import { type Kysely, type Migration, sql } from 'kysely';
import { agreed } from './agreed.ts';
import { companions } from './companions.ts';
import { directory } from './directory.ts';
import { fhir } from './fhir.ts';
import { hubRecords } from './hub-records.ts';
import { keeping } from './keeping.ts';
import { largeRecords } from './large-records.ts';
import { listed } from './listed.ts';
import { paths } from './paths.ts';
import { referrals } from './referrals.ts';
import { sharedProofs } from './shared-proofs.ts';
import { today } from './today.ts';
import { venueDay } from './venue-day.ts';

/** Forward only; a released step is never edited, only followed by another. */
export const migrations: Record<string, Migration> = {
  '001-first': { up: first },
  '002-venue-day': { up: venueDay },
  '003-proofs-and-idle': { up: proofsAndIdle },
  '004-shared-proofs': { up: sharedProofs },
  '005-paths': { up: paths },
  '006-referrals': { up: referrals },
  '008-today': { up: today },
  '009-directory': { up: directory },
  '011-fhir': { up: fhir },
  '012-keeping': { up: keeping },
  '013-large-records': { up: largeRecords },
  '014-agreed': { up: agreed },
  '015-hub-records': { up: hubRecords },
  '016-companions': { up: companions },
  '020-listed': { up: listed },
};

// Migrations see the schema of their own time, not today's types.
// biome-ignore lint/suspicious/noExplicitAny: kysely's own type for a schema that is being changed
type AnyDb = Kysely<any>;
type Column = [name: string, type: 'text' | 'integer', ...constraints: ('null' | 'key' | `references ${string}`)[]];

async function first(db: AnyDb): Promise<void> {
  const table = async (name: string, columns: Column[], primaryKey?: string[]) => {
    let create = db.schema.createTable(name);
    for (const [column, type, ...constraints] of columns) {
      create = create.addColumn(column, type, (c) => {
        const target = constraints.find((x) => x.startsWith('references '))?.slice('references '.length);
        const nullable = constraints.includes('null') ? c : c.notNull();
        const keyed = constraints.includes('key') ? nullable.primaryKey() : nullable;
        return target ? keyed.references(`${target}.id`) : keyed;
      });
    }
    if (primaryKey) create = create.addPrimaryKeyConstraint(`${name}_key`, primaryKey as never);
    await create.execute();
  };
  const index = (name: string, on: string, columns: string[]) =>
    db.schema.createIndex(name).on(on).columns(columns).execute();

  await table('scheme', [
    ['id', 'text', 'key'],
    ['name', 'text'],
    ['link_worker_title', 'text'],
    ['weeks', 'integer'],
    ['areas', 'text'],
    ['zone', 'text'],
  ]);
  await table('venue', [
    ['id', 'text', 'key'],
    ['name', 'text'],
    ['zone', 'text'],
  ]);
  await table('hub', [
    ['id', 'text', 'key'],
    ['name', 'text'],
    ['venue_id', 'text', 'references venue'],
    ['scheme_id', 'text', 'references scheme'],
    ['synced_through', 'text', 'null'],
    ['last_seen', 'text', 'null'],
    ['report', 'text', 'null'],
    ['roster_stale', 'integer'],
    ['roster_day', 'text', 'null'],
  ]);
  await table('provider', [
    ['id', 'text', 'key'],
    ['name', 'text'],
  ]);
  await table('activity', [
    ['id', 'text', 'key'],
    ['provider_id', 'text', 'references provider'],
    ['venue_id', 'text', 'references venue'],
    ['name', 'text'],
    ['area', 'text'],
    ['room', 'text', 'null'],
    ['schedule', 'text'],
    ['early_minutes', 'integer'],
    ['late_after_minutes', 'integer'],
  ]);
  await index('activity_venue', 'activity', ['venue_id']);
  await table('staff', [
    ['id', 'text', 'key'],
    ['username', 'text'],
    ['name', 'text'],
    ['role', 'text'],
    ['provider_id', 'text', 'null', 'references provider'],
    ['password_hash', 'text'],
  ]);
  await db.schema.createIndex('staff_username').unique().on('staff').column('username').execute();
  await table('patient', [
    ['id', 'text', 'key'],
    ['nhs_number', 'text', 'null'],
    ['given', 'text'],
    ['family', 'text'],
    ['display_name', 'text'],
    ['language', 'text', 'null'],
    ['larger_text', 'integer'],
  ]);
  await db.schema.createIndex('patient_nhs_number').unique().on('patient').column('nhs_number').execute();
  await table('prescription', [
    ['id', 'text', 'key'],
    ['patient_id', 'text', 'references patient'],
    ['scheme_id', 'text', 'references scheme'],
    ['link_worker_id', 'text', 'references staff'],
    ['starts_on', 'text'],
    ['weeks', 'integer'],
    ['status', 'text'],
  ]);
  await index('prescription_patient', 'prescription', ['patient_id']);
  await index('prescription_link_worker', 'prescription', ['link_worker_id']);
  await table('prescribed_activity', [
    ['id', 'text', 'key'],
    ['prescription_id', 'text', 'references prescription'],
    ['activity_id', 'text', 'references activity'],
    ['per_week', 'integer'],
    ['sessions', 'integer'],
  ]);
  await index('prescribed_activity_prescription', 'prescribed_activity', ['prescription_id']);
  await index('prescribed_activity_activity', 'prescribed_activity', ['activity_id']);
  await table('card', [
    ['id', 'text', 'key'],
    ['patient_id', 'text', 'references patient'],
    ['profile', 'text'],
    ['uid', 'text'],
    ['key_version', 'integer'],
    ['state', 'text'],
    ['state_since', 'text'],
    ['issued_at', 'text'],
  ]);
  await index('card_patient', 'card', ['patient_id']);
  await index('card_uid', 'card', ['uid']);
  await db.schema
    .createTable('attendance')
    .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('patient_id', 'text', (c) => c.notNull().references('patient.id'))
    .addColumn('prescription_id', 'text', (c) => c.notNull().references('prescription.id'))
    .addColumn('prescribed_activity_id', 'text', (c) => c.notNull().references('prescribed_activity.id'))
    .addColumn('activity_id', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text', (c) => c.notNull())
    .addColumn('session_start', 'text', (c) => c.notNull())
    .addColumn('session_end', 'text', (c) => c.notNull())
    .addColumn('venue_id', 'text', (c) => c.notNull())
    .addColumn('provider_id', 'text', (c) => c.notNull())
    .addColumn('arrived_at', 'text', (c) => c.notNull())
    .addColumn('late', 'integer', (c) => c.notNull())
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('assurance', 'text', (c) => c.notNull())
    .addColumn('flags', 'text', (c) => c.notNull())
    .addColumn('card_id', 'text')
    .addColumn('counter', 'integer')
    .addColumn('kiosk_at', 'text')
    .addColumn('hub_at', 'text', (c) => c.notNull())
    .addColumn('central_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('duplicate_of', 'text')
    .execute();
  await index('attendance_prescribed_activity', 'attendance', ['prescribed_activity_id']);
  await index('attendance_session', 'attendance', ['session_id']);
  await index('attendance_patient', 'attendance', ['patient_id', 'arrived_at']);
  // One attendance counts per patient and session, whatever arrives from wherever.
  await db.schema
    .createIndex('attendance_once')
    .unique()
    .on('attendance')
    .columns(['patient_id', 'session_id'])
    .where(sql.ref('status'), '=', sql.lit('finished'))
    .where(sql.ref('duplicate_of'), 'is', sql.lit(null))
    .execute();
  await table('session_run', [
    ['session_id', 'text', 'key'],
    ['activity_id', 'text'],
    ['session_start', 'text'],
  ]);
  await index('session_run_activity', 'session_run', ['activity_id', 'session_start']);
  await table('card_read', [
    ['id', 'text', 'key'],
    ['card_id', 'text'],
    ['counter', 'integer', 'null'],
    ['venue_id', 'text'],
    ['at', 'text'],
  ]);
  await index('card_read_card', 'card_read', ['card_id', 'at']);
  await table('concern', [
    ['id', 'text', 'key'],
    ['kind', 'text'],
    ['patient_id', 'text', 'null'],
    ['card_id', 'text', 'null'],
    ['venue_id', 'text'],
    ['at', 'text'],
    ['central_at', 'text'],
    ['settled_at', 'text', 'null'],
    ['settled_by', 'text', 'null'],
  ]);
  await index('concern_patient', 'concern', ['patient_id']);
  await table('audit', [
    ['seq', 'integer', 'key'],
    ['at', 'text'],
    ['actor', 'text'],
    ['action', 'text'],
    ['subject', 'text', 'null'],
    ['detail', 'text'],
    ['hash', 'text'],
  ]);
  await table('hub_fact', [
    ['id', 'text', 'key'],
    ['hub_id', 'text'],
    ['kind', 'text'],
    ['at', 'text'],
    ['body', 'text'],
    ['central_at', 'text'],
  ]);
  await table('unplaced_tap', [
    ['id', 'text', 'key'],
    ['patient_id', 'text'],
    ['venue_id', 'text'],
    ['at', 'text'],
  ]);
  await index('unplaced_tap_patient', 'unplaced_tap', ['patient_id']);
  await table('kiosk_gap', [
    ['id', 'text', 'key'],
    ['hub_id', 'text'],
    ['from_at', 'text'],
    ['to_at', 'text'],
  ]);
  await index('kiosk_gap_hub', 'kiosk_gap', ['hub_id', 'to_at']);
  await table(
    'roster_entry',
    [
      ['hub_id', 'text'],
      ['kind', 'text'],
      ['entry_id', 'text'],
      ['seq', 'integer'],
      ['body', 'text', 'null'],
    ],
    ['hub_id', 'kind', 'entry_id'],
  );
  await index('roster_entry_cursor', 'roster_entry', ['hub_id', 'seq']);
  await table('device', [
    ['id', 'text', 'key'],
    ['kind', 'text'],
    ['hub_id', 'text', 'null'],
    ['name', 'text'],
    ['scopes', 'text'],
    ['public_jwk', 'text', 'null'],
    ['revoked_at', 'text', 'null'],
  ]);
  await table('pairing_code', [
    ['hash', 'text', 'key'],
    ['hub_id', 'text'],
    ['expires_at', 'text'],
    ['used_at', 'text', 'null'],
  ]);
  await table('access_token', [
    ['hash', 'text', 'key'],
    ['device_id', 'text'],
    ['expires_at', 'text'],
  ]);
  await table('assertion', [
    ['jti', 'text', 'key'],
    ['expires_at', 'text'],
  ]);
  await table('staff_session', [
    ['hash', 'text', 'key'],
    ['staff_id', 'text'],
    ['expires_at', 'text'],
  ]);
}

/** Tokens bound to a key, and staff sessions that end when nobody does anything: those from before end now. */
async function proofsAndIdle(db: AnyDb): Promise<void> {
  await db.schema.alterTable('access_token').addColumn('proof_key', 'text').execute();
  await db.deleteFrom('staff_session').execute();
  await db.schema
    .alterTable('staff_session')
    .addColumn('idle_at', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
}
