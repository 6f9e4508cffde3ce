import type { RecordedBy } from '@tapwell/shared/attendance/attendance';
import type { Outcome } from '@tapwell/shared/tap/outcome';
import type { Db } from './open.ts';

/** One press of a member of staff on a register, and what came of it. */
export interface LoggedAction {
  id: string;
  at: string;
  by: RecordedBy;
  sessionId: string | null;
  personId: string | null;
  /** As it was sent. */
  action: unknown;
  result: ActionOutcome;
}

export interface ActionOutcome {
  said: string;
  /** The line of history it leaves; null for none. */
  history: string | null;
  outcome?: Outcome | undefined;
}

interface Row {
  id: string;
  at: string;
  staff_id: string;
  staff_name: string;
  session_id: string | null;
  person_id: string | null;
  body: string;
  result: string;
}

/** Every press of staff, append-only: the same press again finds what came of it. */
export class RegisterLog {
  readonly #add;
  readonly #find;
  readonly #of;

  constructor(db: Db) {
    this.#add = db.prepare('INSERT INTO register_action VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#find = db.prepare<[string], Row>('SELECT * FROM register_action WHERE id = ?');
    this.#of = db.prepare<[string], Row>('SELECT * FROM register_action WHERE session_id = ? ORDER BY at, rowid');
  }

  add({ id, at, by, sessionId, personId, action, result }: LoggedAction): void {
    this.#add.run(id, at, by.id, by.name, sessionId, personId, JSON.stringify(action), JSON.stringify(result));
  }

  find(id: string): LoggedAction | undefined {
    const row = this.#find.get(id);
    return row && read(row);
  }

  /** What was done at a session, oldest first. */
  ofSession(sessionId: string): LoggedAction[] {
    return this.#of.all(sessionId).map(read);
  }
}

function read(row: Row): LoggedAction {
  return {
    id: row.id,
    at: row.at,
    by: { id: row.staff_id, name: row.staff_name },
    sessionId: row.session_id,
    personId: row.person_id,
    action: JSON.parse(row.body),
    result: JSON.parse(row.result) as ActionOutcome,
  };
}
