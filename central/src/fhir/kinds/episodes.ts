import { type EpisodeOfCare, toEpisodeOfCare } from '@tapwell/shared/fhir/episode-of-care';
import { changedAt, inTime, type Kind, ofThoseHere, onward } from './kind.ts';
import { identifiers, period, plain, references } from './params.ts';
import { historiesOf } from './paths.ts';
import { ownId } from './people.ts';

export const episodeKind: Kind<EpisodeOfCare> = {
  type: 'EpisodeOfCare',
  about:
    'A patient’s way through one scheme, from referral to outcome, with its pauses. It bears the identifiers of all its prescriptions.',
  goes: true,
  search: {
    identifier: identifiers((e) => e.identifier),
    patient: references('Patient', (e) => e.patient),
    'care-manager': references('PractitionerRole', (e) => e.careManager),
    status: plain((e) => e.status),
    date: period((e) => e.period),
  },
  rowIds: ownId,
  rows: async (db, ask) => {
    const { narrow } = ask;
    let query = db
      .selectFrom('path as r')
      .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'path').onRef('s.id', '=', 'r.id'))
      .innerJoin('patient', 'patient.id', 'r.patient_id')
      .innerJoin('scheme', 'scheme.id', 'r.scheme_id')
      .select(['r.id', 'r.patient_id', 'r.link_worker_id', 'r.opened_on', 'r.ended_on', 'patient.nhs_number'])
      .select(['scheme.id as schemeId', 'scheme.name as schemeName', 's.updated_at as stamped']);
    if (narrow.patients) query = query.where('r.patient_id', 'in', narrow.patients);
    if (narrow.scheme !== undefined) query = query.where('r.scheme_id', '=', narrow.scheme);
    if (narrow.identifiers) {
      const values = narrow.identifiers;
      query = query.where(({ or, eb, selectFrom }) =>
        or([
          eb('r.id', 'in', values),
          eb('r.id', 'in', selectFrom('prescription as p').select('p.path_id').where('p.id', 'in', values)),
        ]),
      );
    }
    const rows = await inTime(ofThoseHere(onward(query, 'r.id', ask), narrow), ['s'], narrow).execute();
    if (rows.length === 0) return [];
    const ids = rows.map((r) => r.id);
    const prescriptions = await db
      .selectFrom('prescription')
      .select(['id', 'path_id', 'starts_on'])
      .where('path_id', 'in', ids)
      .orderBy('programme')
      .execute();
    const historyOf = await historiesOf(db, ids);
    return rows.map((r) => {
      const episode = toEpisodeOfCare({
        ...{ id: r.id, personId: r.patient_id, nhsNumber: r.nhs_number, linkWorkerId: r.link_worker_id },
        ...{ scheme: { id: r.schemeId, name: r.schemeName }, openedOn: r.opened_on, endedOn: r.ended_on },
        prescriptions: prescriptions
          .filter((p) => p.path_id === r.id)
          .map((p) => ({ id: p.id, startsOn: p.starts_on })),
        events: historyOf(r.id).events,
      });
      return { key: r.id, patientId: r.patient_id, resources: [changedAt(episode, r.stamped)] };
    });
  },
};
