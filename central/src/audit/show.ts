import type { CentralDb } from '../store/schema.ts';

export interface AuditQuestion {
  /** A path, or an NHS number: what was done and read about that person. */
  person?: string | undefined;
  /** A member of staff's id or user name: what they did. */
  staff?: string | undefined;
  most: number;
}

/** Entries of the log, newest first, as lines of text; names only ids, as the log does. */
export async function auditLines(db: CentralDb, { person, staff, most }: AuditQuestion): Promise<string[]> {
  const subjects = person === undefined ? undefined : await subjectsOf(db, person);
  const actor = staff === undefined ? undefined : await actorOf(db, staff);
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .$if(actor !== undefined, (q) => q.where('actor', '=', actor!))
    .$if(subjects !== undefined, (q) =>
      q.where(({ or, eb, selectFrom }) =>
        or([
          eb('subject', 'in', subjects!),
          eb('subject', 'in', selectFrom('audit_group').select('id').where('audit_group.subject', 'in', subjects!)),
        ]),
      ),
    )
    .orderBy('seq', 'desc')
    .limit(most)
    .execute();
  return rows.map(({ seq, at, actor: who, action, subject, detail }) =>
    [seq, at, who, action, subject ?? '-', detail === '{}' ? '' : detail].join('  ').trimEnd(),
  );
}

/** Whatever an entry about a person may name: their paths, prescriptions, cards, and they themselves. */
async function subjectsOf(db: CentralDb, person: string): Promise<string[]> {
  const digits = person.replace(/\s/g, '');
  const patient = await db
    .selectFrom('patient')
    .leftJoin('path', 'path.patient_id', 'patient.id')
    .select('patient.id')
    .where(({ or, eb }) =>
      or([eb('patient.nhs_number', '=', digits), eb('path.id', '=', person), eb('patient.id', '=', person)]),
    )
    .executeTakeFirst();
  if (!patient) throw new Error('There is nobody like that on record.');
  const own = async (table: 'path' | 'prescription' | 'card') =>
    (await db.selectFrom(table).select('id').where('patient_id', '=', patient.id).execute()).map((row) => row.id);
  return [patient.id, ...(await own('path')), ...(await own('prescription')), ...(await own('card'))];
}

async function actorOf(db: CentralDb, staff: string): Promise<string> {
  const row = await db
    .selectFrom('staff')
    .select('id')
    .where(({ or, eb }) => or([eb('id', '=', staff), eb('username', '=', staff.toLowerCase())]))
    .executeTakeFirst();
  if (!row) throw new Error(`There is nobody "${staff}" on the staff.`);
  return `staff ${row.id}`;
}
