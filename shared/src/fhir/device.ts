import { toFhirId } from './fhir-id.ts';
import { patientReference, referenceTo, type Subject } from './reference.ts';
import type { CodeableConcept, Identifier, Reference, Resource } from './resources.ts';
import { codes, systems } from './systems.ts';

export interface Device extends Resource {
  resourceType: 'Device';
  identifier: Identifier[];
  status: 'active' | 'inactive';
  deviceName?: { name: string; type: 'user-friendly-name' }[];
  type: CodeableConcept;
  patient?: Reference;
  location?: Reference;
  parent?: Reference;
}

const KINDS = { card: 'Smart card', hub: 'Venue hub', kiosk: 'Check-in kiosk' } as const;
export type DeviceKind = keyof typeof KINDS;

/** Cards, hubs and kiosks are numbered each on their own: the kind stands before. */
export function deviceId(kind: DeviceKind, ...ids: string[]): string {
  return [kind, ...ids].join('.');
}

/** A card. Its number and keys are nobody's business: with them it could be copied. */
export function cardDevice(card: { id: string; state: string; holder: Subject | null }): Device {
  return {
    ...device('card', [card.id], systems.card),
    status: card.state === 'active' || card.state === 'issued' ? 'active' : 'inactive',
    ...(card.holder && { patient: patientReference(card.holder) }),
  };
}

export function hubDevice(hub: { id: string; name: string; venueId: string }): Device {
  return {
    ...device('hub', [hub.id], systems.hub, hub.name),
    location: referenceTo('Location', hub.venueId, systems.venue),
  };
}

export function kioskDevice(kiosk: { id: string; name: string; hubId: string; venueId: string }): Device {
  return {
    ...device('kiosk', [kiosk.hubId, kiosk.id], systems.kiosk, kiosk.name),
    location: referenceTo('Location', kiosk.venueId, systems.venue),
    parent: referenceTo('Device', deviceId('hub', kiosk.hubId)),
  };
}

function device(kind: DeviceKind, ids: string[], system: string, name?: string): Device {
  return {
    resourceType: 'Device',
    id: toFhirId(deviceId(kind, ...ids)),
    identifier: [{ system, value: ids.at(-1)! }],
    status: 'active',
    ...(name && { deviceName: [{ name, type: 'user-friendly-name' as const }] }),
    type: { coding: [{ system: codes.deviceKind, code: kind, display: KINDS[kind] }], text: KINDS[kind] },
  };
}
