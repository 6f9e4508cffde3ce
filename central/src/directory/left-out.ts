import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { CentralDb } from '../store/schema.ts';

const AT_ONCE = 5_000;

/** Settings whose entries events on record name by their ids. */
const NAMED = ['measures.followUps', 'measures.imported', 'milestones', 'oneOffs'] as const;
type Named = (typeof NAMED)[number];

const idsOf: Record<Named, (policy: SchemePolicy) => string[]> = {
  'measures.followUps': ({ measures }) => measures.followUps.map(({ id }) => id),
  'measures.imported': ({ measures }) => measures.imported.map(({ id }) => id),
  milestones: ({ milestones }) => milestones.map(({ id }) => id),
  oneOffs: ({ oneOffs }) => oneOffs.map(({ id }) => id),
};

/** Which of these ids an event names. */
function named(event: Body): [Named, string][] {
  const { milestone, followUp, oneOff, oneOffs = [], measures = [] } = event;
  const one = (kind: Named, id: string | undefined): [Named, string][] => (id === undefined ? [] : [[kind, id]]);
  return [
    ...one('milestones', milestone),
    ...one('measures.followUps', followUp),
    ...[...new Set([...one('oneOffs', oneOff), ...oneOffs.flatMap((id) => one('oneOffs', id))])],
    ...measures.flatMap((result) => one('measures.imported', result.measure === 'imported' ? result.id : undefined)),
  ];
}

interface Body {
  milestone?: string;
  followUp?: string;
  oneOff?: string;
  oneOffs?: string[];
  measures?: { measure: string; id?: string }[];
}

/**
 * What is on record and has no place in the new policy, a line for each. Events
 * are never changed: whoever reads them later needs the names they were made with.
 */
export async function whatIsLeftOut(
  db: CentralDb,
  schemeId: string,
  before: SchemePolicy,
  after: SchemePolicy,
): Promise<string[]> {
  const gone = new Map(NAMED.map((kind) => [kind, new Set(idsOf[kind](before))] as const));
  for (const kind of NAMED) for (const id of idsOf[kind](after)) gone.get(kind)!.delete(id);
  const secondGone = before.secondProgramme !== null && after.secondProgramme === null;
  const lines = await areasLeftOut(db, schemeId, before, after);
  if (!secondGone && [...gone.values()].every((ids) => ids.size === 0)) return lines;

  const times = new Map<string, number>();
  for await (const event of eventsOf(db, schemeId)) {
    for (const [kind, id] of named(event)) {
      if (gone.get(kind)!.has(id)) times.set(`${kind}: "${id}"`, (times.get(`${kind}: "${id}"`) ?? 0) + 1);
    }
  }
  lines.push(...[...times].map(([what, count]) => `${what} (${count} on record)`).sort());
  if (secondGone) {
    const second = db.selectFrom('prescription').select('id').where('scheme_id', '=', schemeId);
    const some = await second.where('programme', '=', 2).limit(1).executeTakeFirst();
    if (some) lines.push('secondProgramme: some people are on one');
  }
  return lines;
}

async function* eventsOf(db: CentralDb, schemeId: string): AsyncGenerator<Body> {
  const kinds = ['prescription', 'one-off-done', 'milestone', 'conversation', 'follow-up'];
  for (let after = ''; ; ) {
    const some = await db
      .selectFrom('path_event as e')
      .innerJoin('path', 'path.id', 'e.path_id')
      .select(['e.id', 'e.body'])
      .where('path.scheme_id', '=', schemeId)
      .where('e.kind', 'in', kinds)
      .where('e.id', '>', after)
      .orderBy('e.id')
      .limit(AT_ONCE)
      .execute();
    for (const { body } of some) yield JSON.parse(body) as Body;
    if (some.length < AT_ONCE) return;
    after = some.at(-1)!.id;
  }
}

/** Areas of activities that no scheme would have any more. */
async function areasLeftOut(db: CentralDb, schemeId: string, before: SchemePolicy, after: SchemePolicy) {
  const others = await db.selectFrom('scheme').select('policy').where('id', '!=', schemeId).execute();
  const kept = new Set(
    [after, ...others.map(({ policy }) => JSON.parse(policy) as SchemePolicy)].flatMap((p) => p.areas),
  );
  const gone = before.areas.filter((area) => !kept.has(area));
  if (gone.length === 0) return [];
  const used = await db
    .selectFrom('activity')
    .select(({ fn }) => ['area', fn.countAll<number>().as('count')])
    .where('area', 'in', gone)
    .groupBy('area')
    .orderBy('area')
    .execute();
  return used.map(
    ({ area, count }) =>
      `areas: "${area}" (${Number(count)} ${Number(count) === 1 ? 'activity' : 'activities'} of the directory)`,
  );
}
