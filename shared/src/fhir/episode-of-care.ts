import type { PathEvent } from '../path/events.ts';
import { ofKind } from '../path/programme.ts';
import { toFhirId } from './fhir-id.ts';
import { logical, patientReference, referenceTo, type Subject } from './reference.ts';
import type { CodeableConcept, Extension, Identifier, Period, Reference, Resource } from './resources.ts';
import { periodOf } from './service-request.ts';
import { codes, extensions, snomed, systems } from './systems.ts';

export type EpisodeStatus = 'waitlist' | 'active' | 'onhold' | 'finished' | 'cancelled';

export interface EpisodeOfCare extends Resource {
  resourceType: 'EpisodeOfCare';
  extension?: Extension[];
  identifier: Identifier[];
  status: EpisodeStatus;
  statusHistory: { status: EpisodeStatus; period: Period }[];
  patient: Reference;
  managingOrganization: Reference;
  period: Period;
  careManager?: Reference;
}

/** A patient's way through one scheme, from referral to outcome. */
export interface PathOnRecord extends Subject {
  id: string;
  scheme: { id: string; name: string };
  linkWorkerId: string | null;
  openedOn: string;
  endedOn: string | null;
  /** Of its programmes, oldest first, and when each was to begin. */
  prescriptions: { id: string; startsOn: string }[];
  /** What holds, in the order it happened. */
  events: PathEvent[];
}

/**
 * A path is one episode of care, over several programmes. A visit names the
 * episode by its prescription: so it bears the identifiers of all of them.
 */
export function toEpisodeOfCare(p: PathOnRecord): EpisodeOfCare {
  const statusHistory = statusesOf(p);
  const extension = pathExtension(p.events);
  return {
    resourceType: 'EpisodeOfCare',
    id: toFhirId(p.id),
    ...(extension && { extension: [extension] }),
    identifier: [
      { system: systems.path, value: p.id },
      ...p.prescriptions.map(({ id }) => ({ system: systems.prescription, value: id })),
    ],
    status: statusHistory.at(-1)!.status,
    statusHistory,
    patient: patientReference(p),
    managingOrganization: logical('Organization', systems.scheme, p.scheme.id, p.scheme.name),
    period: periodOf(p.openedOn, endOf(p)),
    ...(p.linkWorkerId && { careManager: referenceTo('PractitionerRole', p.linkWorkerId, systems.staff) }),
  };
}

/** The statuses it went through, one after the other without a gap; the last is what it has now. Pure. */
export function statusesOf(p: PathOnRecord): EpisodeOfCare['statusHistory'] {
  const turns: { on: string; status: EpisodeStatus }[] = [{ on: p.openedOn, status: 'waitlist' }];
  const agreed = ofKind(p.events, 'prescription').map((e) => e.on);
  const first = agreed.sort()[0] ?? p.prescriptions[0]?.startsOn;
  if (first !== undefined) turns.push({ on: first, status: 'active' });
  for (const { kind, on } of p.events) {
    if (kind === 'paused') turns.push({ on, status: 'onhold' });
    if (kind === 'resumed') turns.push({ on, status: 'active' });
  }
  const outcome = outcomeOf(p.events);
  // Who declined before anything was agreed never began; whatever else ended had been care.
  const ended = outcome?.outcome === 'declined' && first === undefined ? 'cancelled' : 'finished';
  const end = endOf(p);
  if (end !== null) turns.push({ on: end, status: ended });
  const history: EpisodeOfCare['statusHistory'] = [];
  for (const { on, status } of turns) {
    const last = history.at(-1);
    if (last?.status === status) continue;
    // A turn on record for a day before the one before it came all the same after it.
    const start = last && on < last.period.start! ? last.period.start! : on;
    if (last) last.period.end = start;
    history.push({ status, period: { start } });
  }
  return history;
}

function endOf({ endedOn, events }: PathOnRecord): string | null {
  return outcomeOf(events)?.on ?? endedOn;
}

function outcomeOf(events: PathEvent[]) {
  return ofKind(events, 'outcome')
    .filter((e) => e.outcome !== 'renewed')
    .at(-1);
}

/** First contact and outcome: the two moments for which there is an agreed SNOMED code, and the only places it stands. */
function pathExtension(events: PathEvent[]): Extension | null {
  const contact = ofKind(events, 'first-contact')[0];
  const outcome = outcomeOf(events);
  const extension: Extension[] = [];
  if (contact) {
    extension.push(
      { url: 'firstContactOn', valueDate: contact.on },
      { url: 'firstContact', valueCodeableConcept: { coding: [{ ...snomed.firstInteraction }] } },
    );
  }
  if (outcome) {
    const concept: CodeableConcept = { coding: [{ system: codes.outcome, code: outcome.outcome }] };
    if (outcome.outcome === 'declined') concept.coding!.push({ ...snomed.declined });
    extension.push({ url: 'outcome', valueCodeableConcept: concept });
  }
  return extension.length > 0 ? { url: extensions.path, extension } : null;
}
