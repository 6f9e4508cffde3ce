import type { StaffMember } from '@tapwell/shared/http/staff-sign-in';
import { WITH_PEOPLE } from '../access/roles.ts';
import { heldPaths } from '../prescriptions/held.ts';
import { type Person, readPeople } from '../prescriptions/people.ts';
import type { CentralDb } from '../store/schema.ts';
import { needsOf } from '../today/needs.ts';
import { type CoverView, coversFrom } from './cover.ts';

/** Who works with people, and who looks after whose. */
export interface TeamView {
  today: string;
  linkWorkers: TeamMember[];
  /** That go on or are to come: of the reader; for a team lead of everybody. */
  covers: CoverView[];
  /** Whom nobody has yet; null for who is no team lead. */
  withNobody: number | null;
}

export interface TeamMember {
  id: string;
  name: string;
  /** Null where nobody counted: for a team lead alone. */
  counts: { people: number; waiting: number; needing: number } | null;
}

/**
 * @param counting for a team lead; who asks for the names alone need not wait for the figures
 * @returns and whose people were counted
 */
export async function teamView(
  db: CentralDb,
  staff: StaffMember,
  today: string,
  now: Date,
  counting = true,
): Promise<{ view: TeamView; counted: string[] }> {
  const counts = counting && staff.role === 'team-lead';
  const members = await membersOf(db, staff);
  const people = counts ? await readPeople(db, await heldPaths(db, staff, 'team', today), now) : [];
  const view: TeamView = {
    today,
    linkWorkers: members.map(({ id, name }) => ({
      ...{ id, name },
      counts: counts ? countsOf(people.filter((person) => person.linkWorker?.id === id)) : null,
    })),
    covers: await coversFrom(db, staff, today),
    withNobody: counts ? people.filter((person) => person.linkWorker === null).length : null,
  };
  return { view, counted: people.map((person) => person.id) };
}

function countsOf(people: Person[]): NonNullable<TeamMember['counts']> {
  const waiting = people.filter(({ path }) => path.step === 'referred' || path.step === 'waiting').length;
  return { people: people.length, waiting, needing: people.filter((person) => needsOf(person).length > 0).length };
}

/** Those of the reader's scheme who work with people and are still here. */
export function membersOf(db: CentralDb, { schemeId }: StaffMember) {
  return db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('role', 'in', WITH_PEOPLE)
    .where('ended_at', 'is', null)
    .$if(Boolean(schemeId), (q) =>
      q.where(({ or, eb }) => or([eb('scheme_id', 'is', null), eb('scheme_id', '=', schemeId!)])),
    )
    .orderBy('name')
    .orderBy('id')
    .execute();
}
