import { type Observation, toObservation } from '@tapwell/shared/fhir/observation';
import {
  type Measured,
  type QuestionnaireResponse,
  toQuestionnaireResponse,
} from '@tapwell/shared/fhir/questionnaire-response';
import { measureId, scoreOf } from '@tapwell/shared/measures/results';
import type { PathEvent } from '@tapwell/shared/path/events';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { readStoredPolicy } from '../../paths/policy-of.ts';
import type { CentralDb } from '../../store/schema.ts';
import { type Ask, byId, changedAt, type Kind, ofThoseHere, onward, type SourceRow } from './kind.ts';
import { concepts, identifiers, moment, plain, references } from './params.ts';
import { historiesOf } from './paths.ts';

/** Ids begin with that of the event they were recorded with. */
const eventIds = (id: string): string[] => {
  const event = /^([0-9a-f-]{36})\./.exec(id)?.[1];
  return event === undefined ? [] : [event];
};

export const questionnaireResponseKind: Kind<QuestionnaireResponse> = {
  type: 'QuestionnaireResponse',
  about: 'The answers of one measure as they were given. What was corrected is entered-in-error, and stays.',
  goes: true,
  search: {
    identifier: identifiers((q) => [q.identifier]),
    patient: references('Patient', (q) => q.subject),
    subject: references('Patient', (q) => q.subject),
    'based-on': references('CarePlan', (q) => q.basedOn),
    status: plain((q) => q.status),
    authored: moment((q) => q.authored),
  },
  rowIds: eventIds,
  rows: (db, ask) => measured(db, ask, (m) => [toQuestionnaireResponse(m)]),
};

export const observationKind: Kind<Observation> = {
  type: 'Observation',
  about:
    'One score of a measure: each ONS4 question, MET-minutes, progress with each goal, imported scores. Answers that cannot be scored have none.',
  goes: true,
  search: {
    identifier: identifiers((o) => o.identifier),
    patient: references('Patient', (o) => o.subject),
    subject: references('Patient', (o) => o.subject),
    'derived-from': references('QuestionnaireResponse', (o) => o.derivedFrom, { by: 'ids', of: eventIds }),
    category: concepts((o) => o.category),
    code: concepts((o) => [o.code]),
    status: plain((o) => o.status),
    date: moment((o) => o.effectiveDateTime),
  },
  rowIds: eventIds,
  rows: (db, ask) =>
    measured(db, ask, (m, policy) => {
      const { scores, notes } = scoreOf(m.result, policy);
      return scores.map((score) => toObservation(m, score, notes));
    }),
};

/** Each conversation and follow-up, and what became of each measure taken in it. */
async function measured<R extends QuestionnaireResponse | Observation>(
  db: CentralDb,
  ask: Ask,
  as: (measured: Measured, policy: SchemePolicy) => R[],
): Promise<SourceRow<R>[]> {
  const { narrow } = ask;
  let query = db
    .selectFrom('path_event as r')
    .innerJoin('path', 'path.id', 'r.path_id')
    .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'path').onRef('s.id', '=', 'path.id'))
    .innerJoin('patient', 'patient.id', 'path.patient_id')
    .innerJoin('scheme', 'scheme.id', 'path.scheme_id')
    .select(['r.id', 'r.path_id', 'r.body', 'r.recorded_at', 'path.patient_id', 'patient.nhs_number', 'scheme.policy'])
    .where('r.kind', 'in', ['conversation', 'follow-up']);
  if (narrow.patients) query = query.where('path.patient_id', 'in', narrow.patients);
  if (narrow.scheme !== undefined) query = query.where('path.scheme_id', '=', narrow.scheme);
  if (narrow.identifiers) {
    const events = narrow.identifiers.map((value) => value.split('/')[0]!);
    query = query.where('r.id', 'in', events);
  }
  // A correction is an event of its own: the path changed with it.
  if (narrow.changedFrom !== undefined) query = query.where('s.updated_at', '>=', narrow.changedFrom);
  if (narrow.createdUntil !== undefined) query = query.where('r.recorded_at', '<=', narrow.createdUntil);
  const rows = await ofThoseHere(onward(query, 'r.id', ask), narrow).execute();
  if (rows.length === 0) return [];
  const pathIds = [...new Set(rows.map((r) => r.path_id))];
  const historyOf = await historiesOf(db, pathIds);
  const prescriptions = await db
    .selectFrom('prescription')
    .select(['id', 'path_id', 'starts_on'])
    .where('path_id', 'in', pathIds)
    .orderBy('starts_on')
    .execute();
  return rows.map((r) => {
    const policy = readStoredPolicy(r.policy);
    const event = JSON.parse(r.body) as Extract<PathEvent, { kind: 'conversation' | 'follow-up' }>;
    const history = historyOf(r.path_id);
    const base = {
      ...{ eventId: event.id, on: event.on, byId: event.by.id, personId: r.patient_id, nhsNumber: r.nhs_number },
      state: history.corrected.has(event.id)
        ? ('corrected' as const)
        : event.corrects
          ? ('correction' as const)
          : ('first' as const),
      prescriptionId:
        prescriptions.filter((p) => p.path_id === r.path_id && p.starts_on <= event.on).at(-1)?.id ?? null,
    };
    // Should one measure be in one event twice, its last answers hold, as they do for the page.
    const results = new Map(event.measures.map((result) => [measureId(result), result]));
    const resources = [...results.values()].flatMap((result) => {
      const id = measureId(result);
      const title = policy.measures.imported.find((one) => one.id === id)?.title ?? null;
      return as({ ...base, result, title }, policy);
    });
    const changed = history.changed.get(event.id) ?? r.recorded_at;
    return {
      key: r.id,
      patientId: r.patient_id,
      resources: byId(resources.map((one) => changedAt(one, changed))),
    };
  });
}
