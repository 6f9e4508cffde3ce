import { type MeasureResult, measureId } from '@tapwell/shared/measures/results';
import type { PathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { pathOf } from '@tapwell/shared/path/path';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { appendWithin } from '../paths/append.ts';
import { derivedId } from '../paths/derived-id.ts';
import { recordedEvents } from '../paths/recorded.ts';
import { RECORD } from '../paths/the-record.ts';
import type { EventDraft } from '../paths/wire.ts';
import type { Row } from '../store/schema.ts';
import { type Column, cellsOf } from './columns.ts';
import type { Asking, Plan } from './plan.ts';
import { readDate, sameWords } from './read-cell.ts';
import { whosePathToWrite } from './whose-path.ts';
import type { LineView } from './wire.ts';

type ScoreColumn = 'person' | 'on' | 'score' | 'value' | 'stage';

export function scoreColumns({ measures }: SchemePolicy): Column<ScoreColumn>[] {
  const scores = measures.imported.map(({ id, title, from, to }) => `${id} (${title}, ${from} to ${to})`);
  const stages = measures.followUps.map(({ id, title }) => `${id} (${title})`);
  return [
    {
      name: 'person',
      title: 'Person',
      also: ['NHS number', 'NHS no', 'Tapwell id'],
      hint: 'NHS number, or the number in the address of their page.',
      needed: true,
    },
    { name: 'on', title: 'Date', also: ['Taken on'], hint: 'For example 31/01/2026 or 2026-01-31.', needed: true },
    { name: 'score', title: 'Score', also: ['Measure'], hint: `One of: ${scores.join('; ')}.`, needed: true },
    { name: 'value', title: 'Value', hint: 'The number.', needed: true },
    {
      name: 'stage',
      title: 'When',
      also: ['Stage'],
      hint: `baseline, or a follow-up: ${stages.join('; ')}.`,
      needed: true,
    },
  ];
}

/** Licensed scores of a file: each is an event on a path, by the rules for all others. */
export async function planScores(asking: Asking): Promise<Plan> {
  const { scheme, now, today, staff, table } = asking;
  const { policy } = scheme;
  const lines: LineView[] = [];
  const drafts: { pathId: string; draft: EventDraft }[] = [];
  /** What each path would have by then: a second score of a follow-up joins the first. */
  const events = new Map<string, PathEvent[]>();
  const eventsOf = async (path: Row<'path'>) => {
    const known = events.get(path.id) ?? (await recordedEvents(asking.db, [path])).get(path.id)!;
    events.set(path.id, known);
    return known;
  };
  for (const { line, cells } of cellsOf(table, scoreColumns(policy))) {
    const read = readScore(cells, policy, today);
    const found = 'says' in read ? null : await whosePathToWrite(asking, cells.person, read.kind);
    if ('says' in read || !found || 'whyNot' in found) {
      const says = 'says' in read ? read.says : [found && 'whyNot' in found ? found.whyNot : ''];
      lines.push({ line, what: cells.score || 'A line without a score', is: 'left-out', says });
      continue;
    }
    const what = `${found.name}, ${read.title}`;
    const own = await eventsOf(found.path);
    const draft = draftOf(found.path.id, read, own);
    if (own.some((e) => e.id === draft.id)) {
      lines.push({ line, what, is: 'same', says: ['On record already.'] });
      continue;
    }
    const newest = Math.max(
      now.getTime(),
      ...own.filter((e) => e.kind !== 'visit').map((e) => Date.parse(e.recordedAt) + 1),
    );
    const event = { ...draft, by: RECORD, recordedAt: new Date(newest).toISOString() } as PathEvent;
    const whyNot = mayAppend(policy, pathOf(policy, own, today), event);
    if (whyNot !== null) {
      lines.push({ line, what, is: 'left-out', says: [whyNot] });
      continue;
    }
    own.push(event);
    drafts.push({ pathId: found.path.id, draft });
    lines.push({ line, what, is: 'ready', says: [] });
  }
  return {
    lines,
    ready: drafts.length,
    named: [...events.keys()],
    apply: async (trx) => {
      const entries = [];
      for (const { pathId, draft } of drafts) {
        entries.push(await appendWithin(trx, pathId, draft, { staff, now }));
      }
      return entries.filter((entry) => entry !== null);
    },
  };
}

interface Read {
  on: string;
  kind: 'conversation' | 'follow-up';
  followUp: string | null;
  title: string;
  result: MeasureResult;
}

function readScore(cells: Record<ScoreColumn, string>, policy: SchemePolicy, today: string): Read | { says: string[] } {
  const says: string[] = [];
  const { imported, followUps } = policy.measures;
  const on = readDate(cells.on);
  if (on === null) says.push('Date: write it like 31/01/2026.');
  else if (on > today) says.push('Date: that day is still to come.');
  const score = imported.find((one) => sameWords(one.id, cells.score) || sameWords(one.title, cells.score));
  if (!score) says.push(`Score: this scheme has ${imported.map((one) => one.id).join(', ') || 'none to bring in'}.`);
  const value = /^-?\d+(\.\d+)?$/.test(cells.value.replace(',', '.')) ? Number(cells.value.replace(',', '.')) : null;
  if (value === null) says.push('Value: write a number.');
  else if (score && (value < score.from || value > score.to)) {
    says.push(`Value: ${score.title} goes from ${score.from} to ${score.to}.`);
  }
  const baseline = ['baseline', 'first', 'before', 'start'].includes(cells.stage.toLowerCase());
  const followUp = followUps.find((one) => sameWords(one.id, cells.stage) || sameWords(one.title, cells.stage));
  if (!baseline && !followUp) {
    says.push(`When: write baseline${followUps.map((one) => ` or ${one.id}`).join('')}.`);
  }
  if (says.length > 0 || !score || value === null || on === null) return { says };
  return {
    ...{ on, kind: baseline ? 'conversation' : 'follow-up', followUp: baseline ? null : followUp!.id },
    title: `${score.title}, ${baseline ? 'baseline' : followUp!.title}`,
    result: { measure: 'imported', id: score.id, score: value },
  };
}

/**
 * A baseline is a conversation of its own beside those on record; after the end,
 * and in a follow-up that is on record, the score joins the answers given then.
 */
function draftOf(pathId: string, { on, kind, followUp, result, title }: Read, own: PathEvent[]): EventDraft {
  const id = derivedId(`score on ${pathId}: ${kind} ${followUp} ${on} ${JSON.stringify(result)}`);
  const standing = own.filter((e) => !own.some((other) => other.corrects === e.id));
  const ended = standing.some((e) => e.kind === 'outcome' && e.outcome !== 'renewed');
  const joins = standing
    .filter((e) => e.kind === 'conversation' || e.kind === 'follow-up')
    .filter((e) => (kind === 'follow-up' ? e.kind === kind && e.followUp === followUp : e.kind === kind && ended))
    .at(-1);
  const before = (joins?.measures ?? []).filter((one) => measureId(one) !== measureId(result));
  const event = {
    ...{ id, on: joins?.on ?? on, corrects: joins?.id ?? null },
    why: joins ? `${title.slice(0, 200)} brought in` : null,
    measures: [...before, result],
  };
  return followUp === null ? { ...event, kind: 'conversation' } : { ...event, kind: 'follow-up', followUp };
}
