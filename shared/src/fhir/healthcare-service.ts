import type { Schedule } from '../schedule/sessions.ts';
import { toFhirId } from './fhir-id.ts';
import { referenceTo } from './reference.ts';
import type { CodeableConcept, Identifier, Reference, Resource } from './resources.ts';
import { systems } from './systems.ts';

export interface HealthcareService extends Resource {
  resourceType: 'HealthcareService';
  identifier: Identifier[];
  active: boolean;
  providedBy: Reference;
  category: CodeableConcept[];
  location: Reference[];
  name: string;
  comment?: string;
  availableTime?: { daysOfWeek: string[]; availableStartTime: string; availableEndTime: string }[];
}

export interface OfferedActivity {
  id: string;
  name: string;
  area: string;
  room: string | null;
  providerId: string;
  venueId: string;
  schedule: Schedule;
}

/** An activity of the directory. Times are those on the wall of the venue, as R4 has them. */
export function toHealthcareService(a: OfferedActivity, today: string): HealthcareService {
  const over = a.schedule.until !== null && a.schedule.until < today;
  const availableTime = a.schedule.weekly.flatMap(({ weekday, start, minutes }) => {
    const end = endOf(start, minutes);
    // R4 has no word for a time that passes midnight.
    return end === null
      ? []
      : [{ daysOfWeek: [DAYS[weekday - 1]!], availableStartTime: `${start}:00`, availableEndTime: `${end}:00` }];
  });
  return {
    resourceType: 'HealthcareService',
    id: toFhirId(a.id),
    identifier: [{ system: systems.activity, value: a.id }],
    active: !over,
    providedBy: referenceTo('Organization', a.providerId, systems.provider),
    category: [{ text: a.area }],
    location: [referenceTo('Location', a.venueId, systems.venue)],
    name: a.name,
    ...(a.room && { comment: `Room: ${a.room}` }),
    ...(availableTime.length > 0 && { availableTime }),
  };
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function endOf(start: string, minutes: number): string | null {
  const at = Number(start.slice(0, 2)) * 60 + Number(start.slice(3)) + minutes;
  const two = (n: number) => String(n).padStart(2, '0');
  return at < 24 * 60 ? `${two(Math.floor(at / 60))}:${two(at % 60)}` : null;
}
