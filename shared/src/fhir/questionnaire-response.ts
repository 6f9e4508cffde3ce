import { GOALS_QUESTION } from '../measures/goals.ts';
import { IPAQ_QUESTIONS } from '../measures/ipaq.ts';
import { ONS4_QUESTIONS } from '../measures/ons4.ts';
import { type MeasureResult, measureId } from '../measures/results.ts';
import { fhirIdPart } from './fhir-id.ts';
import { logical, patientReference, referenceTo, type Subject } from './reference.ts';
import type { Identifier, Reference, Resource } from './resources.ts';
import { codes, systems } from './systems.ts';

type Answer = { valueInteger: number } | { valueDecimal: number };
interface Item {
  linkId: string;
  text: string;
  answer?: Answer[];
  item?: Item[];
}

export interface QuestionnaireResponse extends Resource {
  resourceType: 'QuestionnaireResponse';
  identifier: Identifier;
  basedOn?: Reference[];
  questionnaire: string;
  status: 'completed' | 'amended' | 'entered-in-error';
  subject: Reference;
  authored: string;
  author: Reference;
  item: Item[];
}

/** One measure that was taken in a conversation or a follow-up. */
export interface Measured extends Subject {
  /** The event it was recorded with. */
  eventId: string;
  on: string;
  byId: string;
  result: MeasureResult;
  /** What it says of imported scores; null where the scheme knows none such. */
  title: string | null;
  /** It stands in for an earlier one, or a later one stands in for it. */
  state: 'first' | 'correction' | 'corrected';
  /** In which it was, where anything was agreed. */
  prescriptionId: string | null;
}

/** The answers as they were given. Who did not answer a question has none there. */
export function toQuestionnaireResponse(m: Measured): QuestionnaireResponse {
  const id = measureId(m.result);
  return {
    resourceType: 'QuestionnaireResponse',
    id: responseId(m),
    identifier: { system: systems.measure, value: `${m.eventId}/${id}` },
    ...(m.prescriptionId && { basedOn: [referenceTo('CarePlan', m.prescriptionId, systems.prescription)] }),
    questionnaire: `${codes.questionnaire}/${encodeURIComponent(id)}`,
    status: ({ first: 'completed', correction: 'amended', corrected: 'entered-in-error' } as const)[m.state],
    subject: patientReference(m),
    authored: m.on,
    author: logical('Practitioner', systems.staff, m.byId),
    item: itemsOf(m),
  };
}

/** Begins with the event's id, by which it is found. */
export function responseId({ eventId, result }: Pick<Measured, 'eventId' | 'result'>): string {
  return `${eventId}.${fhirIdPart(measureId(result), 27)}`;
}

function itemsOf({ result, title }: Measured): Item[] {
  switch (result.measure) {
    case 'ons4':
      return Object.entries(ONS4_QUESTIONS).map(([key, text]) =>
        item(key, text, integer(result.answers[key as keyof typeof ONS4_QUESTIONS])),
      );
    case 'ipaq':
      return ipaqItems(result.answers);
    case 'goals':
      return result.answers.goals.map(({ goalId, goal, progress }) => ({
        linkId: goalId,
        text: goal,
        item: [item(`${goalId}.progress`, GOALS_QUESTION, integer(progress))],
      }));
    case 'imported':
      return [item(result.id, title ?? result.id, { valueDecimal: result.score })];
  }
}

function ipaqItems(answers: Extract<MeasureResult, { measure: 'ipaq' }>['answers']): Item[] {
  const kinds = (['vigorous', 'moderate', 'walking'] as const).flatMap((kind) => [
    item(`${kind}Days`, IPAQ_QUESTIONS[`${kind}Days`], decimal(answers[kind].days)),
    {
      linkId: `${kind}Time`,
      text: IPAQ_QUESTIONS[`${kind}Time`],
      item: [
        item(`${kind}Hours`, 'Hours a day', decimal(answers[kind].hours)),
        item(`${kind}Minutes`, 'Minutes a day', decimal(answers[kind].minutes)),
      ],
    },
  ]);
  return [
    item('age', 'Age', integer(answers.age)),
    ...kinds,
    item('sitting', `${IPAQ_QUESTIONS.sitting} (minutes)`, decimal(answers.sitting)),
  ];
}

function item(linkId: string, text: string, answer: Answer | null): Item {
  return { linkId, text, ...(answer && { answer: [answer] }) };
}

const integer = (value: number | null): Answer | null => (value === null ? null : { valueInteger: value });
const decimal = (value: number | null): Answer | null => (value === null ? null : { valueDecimal: value });
