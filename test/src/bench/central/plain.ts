import { rowOf } from '@tapwell/central/ingest/attendance-row';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { BuiltRecord } from './build.ts';
import { type Value, VISIT_COLUMNS } from './rows.ts';

/**
 * The database alone, by prepared statements that fetch or store the same rows:
 * what central is measured against.
 */
export interface Plain {
  prescription(pathId: string): Promise<number>;
  caseload(workerId: string): Promise<number>;
  /** Attendances of a venue between two instants. */
  venueDay(venueId: string, from: string, to: string): Promise<number>;
  /** One transaction, on the disk when this returns. */
  insert(visits: Attendance[]): Promise<void>;
  end(): Promise<void>;
}

const PRESCRIPTIONS = `
  select p.id, p.starts_on, p.weeks, patient.given, patient.family, pa.id as prescribed, pa.per_week, pa.sessions,
    a.id as activity, a.name, a.schedule, v.name as venue, v.zone, provider.name as provider
  from prescription p join patient on patient.id = p.patient_id
  join prescribed_activity pa on pa.prescription_id = p.id join activity a on a.id = pa.activity_id
  join venue v on v.id = a.venue_id join provider on provider.id = a.provider_id
  where p.COLUMN = ?`;
const VISITS = `
  select session_id, session_start, session_end, arrived_at, left_at, late, status, method, assurance, flags, version,
    by_name, reason from attendance where prescribed_activity_id = ?`;
const DAY = 'select * from attendance where venue_id = ? and arrived_at >= ? and arrived_at < ?';
const STORED = { central_at: '', updated_at: '', source: '', duplicate_of: null };

function rowsOf(visits: Attendance[], source: string): Value[][] {
  const at = new Date().toISOString();
  return visits.map((visit) => {
    const row = rowOf(visit, { ...STORED, central_at: at, updated_at: at, source }) as unknown as Record<string, Value>;
    return VISIT_COLUMNS.map((column) => row[column]!);
  });
}

export async function openPlain({ database, data, hubs }: BuiltRecord, connections = 1): Promise<Plain> {
  const source = hubs[0]!.deviceId;
  return database ? onPostgres(database, connections, source) : onSqlite(`${data}/central.sqlite`, source);
}

/** As central opens it. */
const OURS = [
  ...['synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000'],
  ...['cache_size = -65536', 'wal_autocheckpoint = 16000'],
];

function onSqlite(file: string, source: string): Plain {
  const db = new Database(file);
  for (const pragma of OURS) db.pragma(pragma);
  const one = db.prepare<[string], { prescribed: string }>(PRESCRIPTIONS.replace('COLUMN', 'id'));
  const many = db.prepare<[string], { prescribed: string }>(PRESCRIPTIONS.replace('COLUMN', 'link_worker_id'));
  const visits = db.prepare<[string]>(VISITS);
  const day = db.prepare<[string, string, string]>(DAY);
  const insert = db.prepare(
    `insert into attendance (${VISIT_COLUMNS.join(',')}) values (${VISIT_COLUMNS.map(() => '?').join(',')})`,
  );
  const read = (rows: { prescribed: string }[]) =>
    rows.reduce((total, row) => total + visits.all(row.prescribed).length, rows.length);
  const store = db.transaction((rows: Value[][]) => {
    for (const row of rows) insert.run(row);
  });
  return {
    prescription: async (id) => read(one.all(id)),
    caseload: async (id) => read(many.all(id)),
    venueDay: async (...of) => day.all(...of).length,
    insert: async (batch) => store.immediate(rowsOf(batch, source)),
    end: async () => void db.close(),
  };
}

function onPostgres(url: string, max: number, source: string): Plain {
  const pool = new pg.Pool({ connectionString: url, max });
  const ask = async (name: string, text: string, values: unknown[]) => {
    let n = 0;
    const { rows } = await pool.query<{ prescribed: string }>({
      name,
      text: text.replace(/\?/g, () => `$${++n}`),
      values,
    });
    return rows;
  };
  const manyVisits = VISITS.replace('= ?', '= any(?)');
  const read = async (name: string, column: string, id: string) => {
    const rows = await ask(name, PRESCRIPTIONS.replace('COLUMN', column), [id]);
    const visits = await ask('visits', manyVisits, [rows.map((row) => row.prescribed)]);
    return rows.length + visits.length;
  };
  return {
    prescription: (id) => read('one', 'id', id),
    caseload: (id) => read('many', 'link_worker_id', id),
    venueDay: async (...of) => (await ask('day', DAY, of)).length,
    insert: async (batch) => {
      const rows = rowsOf(batch, source);
      const marks = rows.map(() => `(${VISIT_COLUMNS.map(() => '?').join(',')})`).join(',');
      const text = `insert into attendance (${VISIT_COLUMNS.join(',')}) values ${marks}`;
      await ask(`insert ${rows.length}`, text, rows.flat());
    },
    end: () => pool.end(),
  };
}
