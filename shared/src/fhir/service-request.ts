import { toFhirId } from './fhir-id.ts';
import { patientReference, referenceTo, type Subject } from './reference.ts';
import type { CodeableConcept, Identifier, Period, Reference, Resource } from './resources.ts';
import { systems } from './systems.ts';

export type RequestStatus = 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed';

export interface ServiceRequest extends Resource {
  resourceType: 'ServiceRequest';
  identifier: Identifier[];
  basedOn: Reference[];
  status: RequestStatus;
  intent: 'plan';
  code: CodeableConcept;
  subject: Reference;
  occurrenceTiming: {
    repeat: { boundsPeriod: Period; count?: number; frequency: number; period: number; periodUnit: 'wk' };
  };
  requester: Reference;
  performer: Reference[];
  locationReference: Reference[];
}

export interface PrescribedActivity extends Subject {
  id: string;
  prescriptionId: string;
  status: RequestStatus;
  activity: { id: string; name: string; providerId: string; venueId: string };
  linkWorkerId: string;
  startsOn: string;
  /** Last day; null without an end. */
  endsOn: string | null;
  perWeek: number;
  /** Planned number of visits; null without one. */
  sessions: number | null;
}

export function toServiceRequest(p: PrescribedActivity): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: toFhirId(p.id),
    identifier: [{ system: systems.prescribedActivity, value: p.id }],
    basedOn: [referenceTo('CarePlan', p.prescriptionId, systems.prescription)],
    status: p.status,
    intent: 'plan',
    code: { text: p.activity.name },
    subject: patientReference(p),
    occurrenceTiming: {
      repeat: {
        boundsPeriod: periodOf(p.startsOn, p.endsOn),
        ...(p.sessions !== null && { count: p.sessions }),
        frequency: p.perWeek,
        period: 1,
        periodUnit: 'wk',
      },
    },
    requester: referenceTo('PractitionerRole', p.linkWorkerId, systems.staff),
    performer: [
      referenceTo('HealthcareService', p.activity.id, systems.activity),
      referenceTo('Organization', p.activity.providerId, systems.provider),
    ],
    locationReference: [referenceTo('Location', p.activity.venueId, systems.venue)],
  };
}

/** Without an end the period has none (R4 Period.end); one that ended before it began ends on its first day. */
export function periodOf(start: string, end: string | null | undefined): Period {
  if (!end) return { start };
  return { start, end: end < start ? start : end };
}
