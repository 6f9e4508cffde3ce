import { fromFhirId } from '@tapwell/shared/fhir/fhir-id';
import { type Patient, toPatient } from '@tapwell/shared/fhir/patient';
import {
  type Practitioner,
  type PractitionerRole,
  toPractitioner,
  toPractitionerRole,
  type Worker,
} from '@tapwell/shared/fhir/practitioner';
import { WITH_PEOPLE } from '../../access/roles.ts';
import type { CentralDb } from '../../store/schema.ts';
import { type Ask, changedAt, inTime, type Kind, onward, type SourceRow } from './kind.ts';
import { identifiers, moment, plain, references } from './params.ts';

export const ownId = (id: string): string[] => [fromFhirId(id)].filter((one) => one !== undefined);

export const patientKind: Kind<Patient> = {
  type: 'Patient',
  about: 'Who was removed is inactive and has no name: whatever else there was of them is gone.',
  search: {
    identifier: identifiers((p) => p.identifier),
    birthdate: moment((p) => p.birthDate),
    active: plain((p) => String(p.active)),
  },
  rowIds: ownId,
  rows: async (db, ask) => {
    const { narrow } = ask;
    let query = db
      .selectFrom('patient as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'patient').onRef('s.id', '=', 'r.id'))
      .selectAll('r')
      .select('s.updated_at as stamped');
    if (narrow.patients) query = query.where('r.id', 'in', narrow.patients);
    if (narrow.identifiers) {
      const values = narrow.identifiers;
      query = query.where(({ or, eb }) => or([eb('r.id', 'in', values), eb('r.nhs_number', 'in', values)]));
    }
    if (narrow.scheme !== undefined) {
      const scheme = narrow.scheme;
      query = query.where('r.id', 'in', (q) =>
        q.selectFrom('path').select('path.patient_id').where('path.scheme_id', '=', scheme),
      );
    }
    const rows = await inTime(onward(query, 'r.id', ask), ['s'], narrow).execute();
    return rows.map((r) => {
      const patient = toPatient({
        ...{ id: r.id, nhsNumber: r.nhs_number, given: r.given, family: r.family, displayName: r.display_name },
        ...{ born: r.born, phone: r.phone, email: r.email, contactBy: r.contact_by, language: r.language },
        erased: r.erased_at !== null,
      });
      return { key: r.id, patientId: r.id, resources: [changedAt(patient, r.stamped)] };
    });
  },
};

export const practitionerKind: Kind<Practitioner> = {
  type: 'Practitioner',
  about: 'Staff who work with patients.',
  search: { identifier: identifiers((p) => p.identifier), active: plain((p) => String(p.active)) },
  rowIds: ownId,
  rows: (db, ask) => workers(db, ask, toPractitioner),
};

export const practitionerRoleKind: Kind<PractitionerRole> = {
  type: 'PractitionerRole',
  about: 'Link workers, by whatever title their scheme has for them.',
  search: {
    identifier: identifiers((p) => p.identifier),
    practitioner: references('Practitioner', (p) => p.practitioner, { by: 'ids' }),
    active: plain((p) => String(p.active)),
  },
  rowIds: ownId,
  rows: (db, ask) => workers(db, ask, toPractitionerRole),
};

/** Whoever has or had patients. */
async function workers<R extends Practitioner | PractitionerRole>(
  db: CentralDb,
  ask: Ask,
  as: (worker: Worker) => R,
): Promise<SourceRow<R>[]> {
  const { narrow } = ask;
  let query = db
    .selectFrom('staff as r')
    .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'staff').onRef('s.id', '=', 'r.id'))
    .leftJoin('scheme', 'scheme.id', 'r.scheme_id')
    .select(['r.id', 'r.name', 'r.ended_at', 's.updated_at as stamped'])
    .select(['scheme.id as schemeId', 'scheme.name as schemeName', 'scheme.link_worker_title as title'])
    .where(({ or, eb, exists, selectFrom }) => {
      const prescribes = selectFrom('prescription as p').select('p.id').whereRef('p.link_worker_id', '=', 'r.id');
      return or([eb('r.role', 'in', WITH_PEOPLE), exists(prescribes)]);
    });
  if (narrow.identifiers) query = query.where('r.id', 'in', narrow.identifiers);
  if (narrow.scheme !== undefined) {
    const scheme = narrow.scheme;
    query = query.where(({ or, eb }) => or([eb('r.scheme_id', '=', scheme), eb('r.scheme_id', 'is', null)]));
  }
  const rows = await inTime(onward(query, 'r.id', ask), ['s'], narrow).execute();
  return rows.map((r) => {
    const scheme = r.schemeId === null ? null : { id: r.schemeId, name: r.schemeName ?? '' };
    const worker = { id: r.id, name: r.name, title: r.title ?? 'Link worker', scheme, active: r.ended_at === null };
    return { key: r.id, patientId: null, resources: [changedAt(as(worker), r.stamped)] };
  });
}
