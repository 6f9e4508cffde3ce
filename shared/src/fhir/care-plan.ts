import type { EventOf } from '../path/events.ts';
import { fhirIdPart, toFhirId } from './fhir-id.ts';
import { patientReference, referenceTo, type Subject } from './reference.ts';
import type { CodeableConcept, Extension, Identifier, Period, Reference, Resource } from './resources.ts';
import { periodOf, type RequestStatus } from './service-request.ts';
import { extensions, systems } from './systems.ts';

/** In the plan and nowhere else: what someone wants to reach, in their own words. */
export interface Goal {
  resourceType: 'Goal';
  id: string;
  lifecycleStatus: 'active' | 'completed';
  description: CodeableConcept;
  subject: Reference;
}

export interface CarePlan extends Resource {
  resourceType: 'CarePlan';
  contained?: Goal[];
  extension?: Extension[];
  identifier: Identifier[];
  status: RequestStatus;
  intent: 'plan';
  title: string;
  subject: Reference;
  period: Period;
  author: Reference;
  goal?: Reference[];
  activity?: (
    | { reference: Reference }
    | { detail: { status: 'not-started' | 'completed'; description: string; scheduledPeriod?: Period } }
  )[];
}

export interface Prescription extends Subject {
  id: string;
  programme: number;
  status: RequestStatus;
  schemeName: string;
  linkWorkerId: string;
  startsOn: string;
  /** Last day; null without an end. */
  endsOn: string | null;
  prescribedActivityIds: string[];
  /** As it was agreed last; null where only what venues must know is on record. */
  agreed: Pick<EventOf<'prescription'>, 'goals' | 'companions' | 'transport'> | null;
  oneOffs: { id: string; title: string; doneOn: string | null }[];
}

export function toCarePlan(p: Prescription): CarePlan {
  const goals = (p.agreed?.goals ?? []).map(
    ({ id, goal }): Goal => ({
      resourceType: 'Goal',
      id: `goal-${fhirIdPart(id, 40)}`,
      lifecycleStatus: p.status === 'completed' ? 'completed' : 'active',
      description: { text: goal },
      subject: patientReference(p),
    }),
  );
  const activity: CarePlan['activity'] = [
    ...p.prescribedActivityIds.map((id) => ({
      reference: referenceTo('ServiceRequest', id, systems.prescribedActivity),
    })),
    ...p.oneOffs.map(({ title, doneOn }) => ({
      detail: {
        status: doneOn === null ? ('not-started' as const) : ('completed' as const),
        description: title,
        ...(doneOn !== null && { scheduledPeriod: { start: doneOn, end: doneOn } }),
      },
    })),
  ];
  return {
    resourceType: 'CarePlan',
    id: toFhirId(p.id),
    ...(goals.length > 0 && { contained: goals }),
    extension: [prescriptionExtension(p)],
    identifier: [{ system: systems.prescription, value: p.id }],
    status: p.status,
    intent: 'plan',
    title: p.schemeName,
    subject: patientReference(p),
    period: periodOf(p.startsOn, p.endsOn),
    author: referenceTo('PractitionerRole', p.linkWorkerId, systems.staff),
    ...(goals.length > 0 && { goal: goals.map(({ id }) => ({ reference: `#${id}` })) }),
    ...(activity.length > 0 && { activity }),
  };
}

function prescriptionExtension({ programme, agreed }: Prescription): Extension {
  return {
    url: extensions.prescription,
    extension: [
      { url: 'programme', valueInteger: programme },
      ...(agreed?.companions ?? []).map((title): Extension => ({ url: 'companion', valueString: title })),
      ...(agreed ? [{ url: 'transport', valueBoolean: agreed.transport }] : []),
    ],
  };
}
