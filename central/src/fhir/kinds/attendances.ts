import { fromFhirId } from '@tapwell/shared/fhir/fhir-id';
import { type Provenance, toProvenance } from '@tapwell/shared/fhir/provenance';
import type { Encounter } from '@tapwell/shared/fhir/resources';
import { arrivedThrough } from '../../ingest/arrived.ts';
import type { CentralDb } from '../../store/schema.ts';
import { storedEncounter } from '../stored-encounter.ts';
import { type Ask, changedAt, type Kind, ofThoseHere } from './kind.ts';
import { identifiers, moment, plain, references } from './params.ts';

/** Keys are numbers of arrival: what comes later is behind all that was read. */
const bound = async (db: CentralDb): Promise<string> => String(await arrivedThrough(db));

export const encounterKind: Kind<Encounter> = {
  type: 'Encounter',
  about:
    'A visit. One counts for a patient and session; others of the same are entered-in-error and name the one that ' +
    'counts. They are found by their id or identifier, and among what changed since some time. ' +
    'The date is that of arrival.',
  goes: true,
  search: {
    identifier: identifiers((e) => e.identifier ?? []),
    patient: references('Patient', (e) => e.subject),
    subject: references('Patient', (e) => e.subject),
    'based-on': references('ServiceRequest', (e) => e.basedOn, { by: 'requests' }),
    'episode-of-care': references('EpisodeOfCare', (e) => e.episodeOfCare),
    // Millions of visits were somewhere; those of one venue lie together.
    location: references('Location', (e) => e.location?.map((l) => l.location), { by: 'venues' }),
    'service-provider': references('Organization', (e) => e.serviceProvider),
    status: plain((e) => e.status),
    date: moment((e) => e.period?.start),
  },
  rowIds: (id) => [fromFhirId(id)].filter((one) => one !== undefined),
  numbered: true,
  bound,
  rows: async (db, ask) => {
    const rows = await arrived(db, ask);
    return rows.map((r) => ({ key: String(r.seq), patientId: r.patient_id, resources: [storedEncounter(r)] }));
  },
};

export const provenanceKind: Kind<Provenance> = {
  type: 'Provenance',
  about: 'Which hub sent an Encounter and when, from which card it was read, and who of the staff recorded it.',
  goes: true,
  search: {
    target: references('Encounter', (p) => p.target, { by: 'ids' }),
    recorded: moment((p) => p.recorded),
  },
  rowIds: (id) => [fromFhirId(id)].filter((one) => one !== undefined),
  numbered: true,
  bound,
  rows: async (db, ask) => {
    const rows = await arrived(db, ask);
    return rows.map((r) => {
      const provenance = toProvenance({
        ...{
          attendanceId: r.id,
          version: r.version,
          arrivedAt: r.arrived_at,
          storedAt: r.updated_at,
          cardId: r.card_id,
        },
        source: { id: r.source, name: r.deviceName ?? r.source, hubId: r.hubId },
        by: r.by_id === null ? null : { id: r.by_id, name: r.by_name ?? '' },
      });
      return { key: String(r.seq), patientId: r.patient_id, resources: [changedAt(provenance, r.updated_at)] };
    });
  },
};

function arrived(db: CentralDb, { narrow, after, limit }: Ask) {
  let query = db
    .selectFrom('attendance')
    .innerJoin('patient', 'patient.id', 'attendance.patient_id')
    .innerJoin('prescription as p', 'p.id', 'attendance.prescription_id')
    .leftJoin('device', 'device.id', 'attendance.source')
    .selectAll('attendance')
    .select(['patient.nhs_number', 'p.path_id', 'device.hub_id as hubId', 'device.name as deviceName'])
    .orderBy('attendance.seq')
    .limit(limit);
  if (narrow.upTo !== undefined) query = query.where('attendance.seq', '<=', Number(narrow.upTo));
  if (after) query = query.where('attendance.seq', after.resource === undefined ? '>' : '>=', Number(after.key));
  const one = narrow.ids ?? narrow.identifiers;
  if (narrow.ids) query = query.where('attendance.id', 'in', narrow.ids);
  if (narrow.identifiers) query = query.where('attendance.id', 'in', narrow.identifiers);
  // Whoever asks what changed may have one of before it was known that another counts.
  const changed = narrow.changedFrom !== undefined || narrow.removedSince !== undefined;
  if (!one && !changed) query = query.where('attendance.duplicate_of', 'is', null);
  if (narrow.patients) query = query.where('attendance.patient_id', 'in', narrow.patients);
  if (narrow.venues) query = query.where('attendance.venue_id', 'in', narrow.venues);
  if (narrow.requests) query = query.where('attendance.prescribed_activity_id', 'in', narrow.requests);
  if (narrow.scheme !== undefined) query = query.where('p.scheme_id', '=', narrow.scheme);
  if (narrow.changedFrom !== undefined) query = query.where('attendance.updated_at', '>=', narrow.changedFrom);
  if (narrow.createdUntil !== undefined) query = query.where('attendance.central_at', '<=', narrow.createdUntil);
  for (const { from, to } of narrow.arrived ?? []) {
    if (from !== undefined) query = query.where('attendance.arrived_at', '>=', from);
    if (to !== undefined) query = query.where('attendance.arrived_at', '<', to);
  }
  return ofThoseHere(query, narrow).execute();
}
