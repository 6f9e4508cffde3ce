import { ONS4_QUESTIONS } from '../measures/ons4.ts';
import type { Score } from '../measures/score.ts';
import { fhirIdPart } from './fhir-id.ts';
import { type Measured, responseId } from './questionnaire-response.ts';
import { logical, patientReference } from './reference.ts';
import type { CodeableConcept, Identifier, Reference, Resource } from './resources.ts';
import { codes, systems } from './systems.ts';

export interface Observation extends Resource {
  resourceType: 'Observation';
  identifier: Identifier[];
  status: 'final' | 'amended' | 'entered-in-error';
  category: CodeableConcept[];
  code: CodeableConcept;
  subject: Reference;
  effectiveDateTime: string;
  performer: Reference[];
  valueInteger?: number;
  valueQuantity?: { value: number; unit?: string; system?: string; code?: string };
  note?: { text: string }[];
  derivedFrom: Reference[];
}

const UCUM = 'http://unitsofmeasure.org';
const MET_MINUTES = { unit: 'MET-minutes a week', system: UCUM, code: '[MET].min/wk' };
const SURVEY = { system: codes.observationCategory, code: 'survey', display: 'Survey' };

/** One score of a measure; none of ours has a sum of several. */
export function toObservation(m: Measured, score: Score, notes: string[]): Observation {
  return {
    resourceType: 'Observation',
    id: `${m.eventId}.${fhirIdPart(score.id, 27)}`,
    identifier: [{ system: systems.measure, value: `${m.eventId}/${score.id}` }],
    status: ({ first: 'final', correction: 'amended', corrected: 'entered-in-error' } as const)[m.state],
    category: [{ coding: [SURVEY] }],
    code: codeOf(m, score),
    subject: patientReference(m),
    effectiveDateTime: m.on,
    performer: [logical('Practitioner', systems.staff, m.byId)],
    ...measuredValue(m, score),
    ...(notes.length > 0 && { note: notes.map((text) => ({ text })) }),
    derivedFrom: [{ reference: `QuestionnaireResponse/${responseId(m)}`, type: 'QuestionnaireResponse' }],
  };
}

/** A goal is somebody's own: its words are the text, and the code says only that it is one. */
function codeOf({ result }: Measured, { id, title }: Score): CodeableConcept {
  if (result.measure === 'goals') {
    const coding = { system: codes.measure, code: 'goal-progress', display: 'Progress towards own goal' };
    return { coding: [coding], text: title };
  }
  const question = ONS4_QUESTIONS[id.replace(/^ons4-/, '') as keyof typeof ONS4_QUESTIONS];
  return { coding: [{ system: codes.measure, code: id, display: title }], text: question ?? title };
}

function measuredValue({ result }: Measured, { value }: Score): Pick<Observation, 'valueInteger' | 'valueQuantity'> {
  if (result.measure === 'ipaq') return { valueQuantity: { value, ...MET_MINUTES } };
  if (result.measure === 'imported') return { valueQuantity: { value } };
  return { valueInteger: value };
}
