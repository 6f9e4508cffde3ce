import { deviceId } from './device.ts';
import { toFhirId } from './fhir-id.ts';
import { logical, referenceTo } from './reference.ts';
import type { CodeableConcept, Reference, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface Provenance extends Resource {
  resourceType: 'Provenance';
  target: Reference[];
  occurredDateTime: string;
  recorded: string;
  activity: CodeableConcept;
  agent: { type?: CodeableConcept; who: Reference; onBehalfOf?: Reference }[];
  entity?: { role: 'source'; what: Reference }[];
}

/** Where an attendance came from. */
export interface Upload {
  attendanceId: string;
  version: number;
  arrivedAt: string;
  /** When central stored this version. */
  storedAt: string;
  /** The program or paired machine that sent it, and the hub it is where it is one. */
  source: { id: string; name: string; hubId: string | null };
  /** Staff who recorded or changed it last. */
  by: { id: string; name: string } | null;
  cardId: string | null;
}

const OPERATION = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
const PARTICIPANT = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
const role = (code: string, display: string): CodeableConcept => ({
  coding: [{ system: PARTICIPANT, code, display }],
});

/** Which hub sent an Encounter, who of the staff recorded it, and the card it was read from. */
export function toProvenance(u: Upload): Provenance {
  const { hubId, id, name } = u.source;
  const sender = hubId
    ? { ...referenceTo('Device', deviceId('hub', hubId)), identifier: { system: systems.hub, value: hubId } }
    : logical('Device', systems.device, id, name);
  const changed = u.version > 0;
  return {
    resourceType: 'Provenance',
    id: toFhirId(u.attendanceId),
    target: [referenceTo('Encounter', u.attendanceId, systems.attendance)],
    occurredDateTime: u.arrivedAt,
    recorded: u.storedAt,
    activity: {
      coding: [{ system: OPERATION, code: changed ? 'UPDATE' : 'CREATE', display: changed ? 'revise' : 'create' }],
    },
    agent: [
      { type: role('assembler', 'Assembler'), who: sender },
      ...(u.by
        ? [{ type: role('author', 'Author'), who: logical('Practitioner', systems.staff, u.by.id, u.by.name) }]
        : []),
    ],
    ...(u.cardId && {
      entity: [{ role: 'source' as const, what: { ...referenceTo('Device', deviceId('card', u.cardId)) } }],
    }),
  };
}
