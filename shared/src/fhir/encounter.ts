import { z } from 'zod';
import { type Attendance, attendance } from '../attendance/attendance.ts';
import type { BundleEntry, Encounter, Extension, Reference } from './resources.ts';
import { extensions, systems } from './systems.ts';

/** An attendance as the Encounter that goes up to central or any other FHIR server. */
export function toEncounter(a: Attendance): Encounter {
  return {
    resourceType: 'Encounter',
    extension: [
      {
        url: extensions.attendance,
        extension: [
          { url: 'session', valueString: a.sessionId },
          { url: 'sessionStart', valueInstant: a.sessionStart },
          { url: 'sessionEnd', valueInstant: a.sessionEnd },
          { url: 'activity', valueString: a.activityId },
          { url: 'late', valueBoolean: a.late },
          { url: 'method', valueCode: a.method },
          { url: 'assurance', valueCode: a.assurance },
          ...a.flags.map((flag): Extension => ({ url: 'flag', valueCode: flag })),
          ...(a.cardId ? [{ url: 'card', valueString: a.cardId }] : []),
          ...(a.counter === null ? [] : [{ url: 'counter', valueInteger: a.counter }]),
          ...(a.kioskAt ? [{ url: 'kioskAt', valueInstant: a.kioskAt }] : []),
          { url: 'hubAt', valueInstant: a.hubAt },
          { url: 'version', valueInteger: a.version },
          ...(a.by
            ? [
                { url: 'staff', valueString: a.by.id },
                { url: 'staffName', valueString: a.by.name },
              ]
            : []),
          ...(a.reason === null ? [] : [{ url: 'reason', valueString: a.reason }]),
        ],
      },
    ],
    identifier: [{ system: systems.attendance, value: a.id }],
    status: a.status,
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    subject: logical('Patient', systems.person, a.personId),
    episodeOfCare: [logical('EpisodeOfCare', systems.prescription, a.prescriptionId)],
    basedOn: [logical('ServiceRequest', systems.prescribedActivity, a.prescribedActivityId)],
    // When they left is not known for an untimed visit, and an end is not made up (R4 Period.end: "no end was known").
    period: { start: a.arrivedAt, ...(a.leftAt && { end: a.leftAt }) },
    location: [{ location: logical('Location', systems.venue, a.venueId) }],
    serviceProvider: logical('Organization', systems.provider, a.providerId),
  };
}

/**
 * Batch entry that stores an attendance once however often it is sent. A
 * change or correction is a conditional update; it names the same attendance.
 */
export function toBatchEntry(a: Attendance): BundleEntry<Encounter> {
  const search = `identifier=${systems.attendance}|${a.id}`;
  return {
    resource: toEncounter(a),
    request:
      a.version > 0
        ? { method: 'PUT', url: `Encounter?${search}` }
        : { method: 'POST', url: 'Encounter', ifNoneExist: search },
  };
}

// What is read of an Encounter; whatever else it holds is looked at by nobody.
const identifier = z.object({ system: z.string().optional(), value: z.string().optional() });
const reference = z.object({ identifier: identifier.optional(), reference: z.string().optional() });
const innerExtension = z.object({
  url: z.string(),
  valueString: z.string().optional(),
  valueCode: z.string().optional(),
  valueInstant: z.string().optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.number().optional(),
});
const encounterShape = z.object({
  resourceType: z.literal('Encounter'),
  extension: z.array(z.object({ url: z.string(), extension: z.array(innerExtension).optional() })).optional(),
  identifier: z.array(identifier).min(1),
  status: z.string(),
  subject: reference,
  episodeOfCare: z.array(reference).min(1),
  basedOn: z.array(reference).min(1),
  period: z.object({ start: z.string(), end: z.string().optional() }),
  location: z.array(z.object({ location: reference })).min(1),
  serviceProvider: reference,
});

/**
 * Reads an Encounter from outside as an attendance.
 * @returns the attendance, or one sentence saying what is wrong with it
 */
export function fromEncounter(resource: unknown): { attendance: Attendance } | { problem: string } {
  const shape = encounterShape.safeParse(resource);
  if (!shape.success) return { problem: firstProblem(shape.error) };
  const e = shape.data;
  if (e.period.end !== undefined && !(Date.parse(e.period.end) >= Date.parse(e.period.start))) {
    return { problem: 'Encounter.period: the end is before the start' };
  }
  const details = e.extension?.find((x) => x.url === extensions.attendance)?.extension ?? [];
  const detail = (url: string) => details.find((x) => x.url === url);
  const read = attendance.safeParse({
    id: identifierIn(e.identifier, systems.attendance),
    status: e.status,
    // What this server gives out names the patient by reference; a venue knows its own id alone.
    personId:
      identifierIn([e.subject.identifier], systems.person) ?? /^Patient\/(.+)$/.exec(e.subject.reference ?? '')?.[1],
    prescriptionId: identifierIn(
      e.episodeOfCare.map((r) => r.identifier),
      systems.prescription,
    ),
    prescribedActivityId: identifierIn(
      e.basedOn.map((r) => r.identifier),
      systems.prescribedActivity,
    ),
    activityId: detail('activity')?.valueString,
    sessionId: detail('session')?.valueString,
    sessionStart: detail('sessionStart')?.valueInstant,
    sessionEnd: detail('sessionEnd')?.valueInstant,
    venueId: identifierIn(
      e.location.map((l) => l.location.identifier),
      systems.venue,
    ),
    providerId: identifierIn([e.serviceProvider.identifier], systems.provider),
    arrivedAt: e.period.start,
    leftAt: e.period.end ?? null,
    // Other systems' Encounters carry no version: what they send first is the first, a correction of it the next.
    version: detail('version')?.valueInteger ?? (e.status === 'entered-in-error' ? 1 : 0),
    by: detail('staff') ? { id: detail('staff')?.valueString, name: detail('staffName')?.valueString } : null,
    reason: detail('reason')?.valueString ?? null,
    late: detail('late')?.valueBoolean,
    method: detail('method')?.valueCode,
    assurance: detail('assurance')?.valueCode,
    flags: details.filter((x) => x.url === 'flag').map((x) => x.valueCode),
    cardId: detail('card')?.valueString ?? null,
    counter: detail('counter')?.valueInteger ?? null,
    kioskAt: detail('kioskAt')?.valueInstant ?? null,
    hubAt: detail('hubAt')?.valueInstant,
  });
  return read.success ? { attendance: read.data } : { problem: firstProblem(read.error) };
}

function logical(type: string, system: string, value: string): Reference {
  return { type, identifier: { system, value } };
}

type LooseIdentifier = { system?: string | undefined; value?: string | undefined } | undefined;

function identifierIn(identifiers: LooseIdentifier[], system: string): string | undefined {
  return identifiers.find((i) => i?.system === system)?.value;
}

/** Where each field of an attendance stands in an Encounter, for whoever must mend it. */
const ELEMENTS: Record<string, string> = {
  id: `identifier (${systems.attendance})`,
  personId: 'subject.identifier',
  prescriptionId: 'episodeOfCare.identifier',
  prescribedActivityId: 'basedOn.identifier',
  venueId: 'location.location.identifier',
  providerId: 'serviceProvider.identifier',
  arrivedAt: 'period.start',
  sessionId: 'extension(session)',
  activityId: 'extension(activity)',
};

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const [first, ...rest] = issue.path;
  const element = [ELEMENTS[String(first)] ?? String(first), ...rest].join('.');
  return `Encounter.${element}: ${issue.message}`;
}
