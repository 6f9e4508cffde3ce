import { toFhirId } from './fhir-id.ts';
import { patientReference, referenceTo, type Subject } from './reference.ts';
import type { CodeableConcept, Identifier, Reference, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Appointment extends Resource {
  resourceType: 'Appointment';
  identifier: Identifier[];
  status: 'noshow' | 'cancelled';
  cancelationReason?: CodeableConcept;
  serviceType: CodeableConcept[];
  start: string;
  end: string;
  basedOn: Reference[];
  participant: { actor: Reference; required?: 'required'; status: 'accepted' | 'declined' }[];
}

/** Somebody was expected at a session, and it is known that they were not there. */
export interface Absence extends Subject {
  prescribedActivityId: string;
  sessionId: string;
  activity: string;
  venueId: string;
  startsAt: string;
  endsAt: string;
  /** They had said so beforehand, or staff excused them. */
  excused: boolean;
}

const BY_PATIENT = {
  system: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason',
  code: 'pat',
  display: 'Patient',
};

/**
 * `noshow` only where it is known that they missed it; who was excused had it
 * cancelled. Of what is not known, and of sessions that did not happen, there
 * is no Appointment at all.
 */
export function toAppointment(a: Absence): Appointment {
  return {
    resourceType: 'Appointment',
    id: absenceId(a),
    identifier: [{ system: systems.session, value: `${a.prescribedActivityId}/${a.sessionId}` }],
    status: a.excused ? 'cancelled' : 'noshow',
    ...(a.excused && { cancelationReason: { coding: [BY_PATIENT] } }),
    serviceType: [{ text: a.activity }],
    start: a.startsAt,
    end: a.endsAt,
    basedOn: [referenceTo('ServiceRequest', a.prescribedActivityId, systems.prescribedActivity)],
    participant: [
      { actor: patientReference(a), required: 'required', status: a.excused ? 'declined' : 'accepted' },
      { actor: referenceTo('Location', a.venueId, systems.venue), status: 'accepted' },
    ],
  };
}

/** The prescribed activity, and the day and time of the session on the wall of the venue. */
export function absenceId({ prescribedActivityId, sessionId }: Pick<Absence, 'prescribedActivityId' | 'sessionId'>) {
  const when = (sessionId.split('@')[1] ?? sessionId).replace(/[^0-9T]/g, '');
  return toFhirId(`${prescribedActivityId}.${when}`);
}
