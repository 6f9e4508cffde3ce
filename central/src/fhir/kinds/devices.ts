import { cardDevice, type Device, hubDevice, kioskDevice } from '@tapwell/shared/fhir/device';
import { fromFhirId } from '@tapwell/shared/fhir/fhir-id';
import type { CentralDb } from '../../store/schema.ts';
import { type Ask, byId, changedAt, inTime, type Kind, ofThoseHere, onward, type SourceRow } from './kind.ts';
import { concepts, identifiers, plain, references } from './params.ts';

/** Keys begin with the kind of device: cards come before hubs, and kiosks with their hub. */
const CARD = 'card.';
const HUB = 'hub.';

export const deviceKind: Kind<Device> = {
  type: 'Device',
  about: 'Cards, hubs and kiosks; never the number or a key of a card. Kiosks are as their hub told last.',
  goes: true,
  search: {
    identifier: identifiers((d) => d.identifier),
    patient: references('Patient', (d) => d.patient),
    location: references('Location', (d) => d.location),
    type: concepts((d) => [d.type]),
    status: plain((d) => d.status),
  },
  rowIds: (id) => [fromFhirId(id)].filter((one) => one !== undefined),
  rows: async (db, ask) => {
    const { after, limit } = ask;
    const cards = after === null || after.key.startsWith(CARD) ? await cardRows(db, within(ask, CARD)) : [];
    // Hubs and kiosks are nobody's.
    if (cards.length === limit || ask.narrow.patients || ask.narrow.removedSince !== undefined) return cards;
    return [...cards, ...(await hubRows(db, within({ ...ask, limit: limit - cards.length }, HUB)))];
  },
};

/** The same question to one kind of device. */
function within({ after, limit, narrow }: Ask, prefix: string): Ask {
  const { ids, ...rest } = narrow;
  const own = ids?.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  return {
    limit,
    narrow: own ? { ...rest, ids: own } : rest,
    after: after?.key.startsWith(prefix) ? { ...after, key: after.key.slice(prefix.length) } : null,
  };
}

async function cardRows(db: CentralDb, ask: Ask): Promise<SourceRow<Device>[]> {
  const { narrow } = ask;
  if (narrow.ids?.length === 0) return [];
  let query = db
    .selectFrom('card as r')
    .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'card').onRef('s.id', '=', 'r.id'))
    .leftJoin('patient', 'patient.id', 'r.patient_id')
    .select(['r.id', 'r.state', 'r.patient_id', 'patient.nhs_number', 's.updated_at as stamped']);
  if (narrow.patients) query = query.where('r.patient_id', 'in', narrow.patients);
  if (narrow.identifiers) query = query.where('r.id', 'in', narrow.identifiers);
  if (narrow.scheme !== undefined) {
    const scheme = narrow.scheme;
    query = query.where('r.patient_id', 'in', (q) =>
      q.selectFrom('path').select('path.patient_id').where('path.scheme_id', '=', scheme),
    );
  }
  const rows = await inTime(ofThoseHere(onward(query, 'r.id', ask), narrow), ['s'], narrow).execute();
  return rows.map(({ id, state, patient_id, nhs_number, stamped }) => {
    const holder = patient_id === null ? null : { personId: patient_id, nhsNumber: nhs_number };
    const device = cardDevice({ id, state, holder });
    return { key: CARD + id, patientId: patient_id, resources: [changedAt(device, stamped)] };
  });
}

async function hubRows(db: CentralDb, ask: Ask): Promise<SourceRow<Device>[]> {
  const { ids, identifiers: _, ...narrow } = ask.narrow;
  let query = db
    .selectFrom('hub as r')
    .innerJoin('stamp as s', (j) => j.on('s.kind', '=', 'hub').onRef('s.id', '=', 'r.id'))
    .select(['r.id', 'r.name', 'r.venue_id', 'r.report', 's.updated_at as stamped']);
  if (narrow.scheme !== undefined) query = query.where('r.scheme_id', '=', narrow.scheme);
  if (narrow.createdUntil !== undefined) query = query.where('s.created_at', '<=', narrow.createdUntil);
  // A kiosk's id names its hub and itself: which is which only the hub's report can tell.
  const rows = await onward(query, 'r.id', { ...ask, narrow }).execute();
  return rows.map(({ id, name, venue_id, report, stamped }) => {
    const { kiosks = [] } = (report === null ? {} : JSON.parse(report)) as { kiosks?: { id: string; name: string }[] };
    const hub = changedAt(hubDevice({ id, name, venueId: venue_id }), stamped);
    const own = kiosks.map((k) => kioskDevice({ id: k.id, name: k.name, hubId: id, venueId: venue_id }));
    return { key: HUB + id, patientId: null, resources: byId([hub, ...own]) };
  });
}
