import { appointmentKind } from './appointments.ts';
import { encounterKind, provenanceKind } from './attendances.ts';
import { auditEventKind } from './audit.ts';
import { deviceKind } from './devices.ts';
import { episodeKind } from './episodes.ts';
import type { Kind } from './kind.ts';
import { observationKind, questionnaireResponseKind } from './measures.ts';
import { patientKind, practitionerKind, practitionerRoleKind } from './people.ts';
import { healthcareServiceKind, locationKind, organizationKind } from './places.ts';
import { carePlanKind, serviceRequestKind } from './prescriptions.ts';

/** Everything this server gives out. */
export const KINDS: Kind[] = [
  encounterKind,
  patientKind,
  episodeKind,
  carePlanKind,
  serviceRequestKind,
  appointmentKind,
  questionnaireResponseKind,
  observationKind,
  healthcareServiceKind,
  organizationKind,
  locationKind,
  practitionerKind,
  practitionerRoleKind,
  deviceKind,
  provenanceKind,
  auditEventKind,
] as Kind[];

export const kindOf = new Map(KINDS.map((kind) => [kind.type, kind]));
