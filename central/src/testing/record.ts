import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { newId } from '@tapwell/shared/ids';
import { type DirectoryRecords, loadDirectory } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import type { CentralDb } from '../store/schema.ts';
import { emptyRecord } from './empty-record.ts';
import { oneHall } from './one-hall.ts';

/** A small record for tests: one scheme, venue, hub and weekly walk; Mary and Ahmed are prescribed it. */
export async function smallRecord(): Promise<CentralDb> {
  const db = await emptyRecord();
  await loadDirectory(db, smallRecords());
  return db;
}

export function smallRecords(): DirectoryRecords {
  const schedule = {
    zone: 'Europe/London',
    weekly: [{ weekday: 1, start: '10:00', minutes: 60 }],
    extra: [],
    from: '2026-01-01',
    until: null,
  };
  const patient = (id: string, given: string, nhs_number: string) => ({
    id,
    nhs_number,
    given,
    family: 'Test',
    display_name: given,
    language: null,
    larger_text: 0,
  });
  const prescription = (patient_id: string) => ({
    id: `rx-${patient_id}`,
    patient_id,
    scheme_id: 'scheme',
    link_worker_id: 'priya',
    starts_on: '2026-05-11',
    weeks: 12,
    status: 'active',
  });
  return {
    ...oneHall('Europe/London', JSON.stringify(schedule)),
    scheme: [
      schemeRow(
        { ...shippedPolicy('luton'), name: 'Scheme', linkWorkerTitle: 'Link worker' },
        'Europe/London',
        'scheme',
      ),
    ],
    staff: [
      { id: 'priya', username: 'priya', name: 'Priya', role: 'link-worker', provider_id: null, password_hash: 'none' },
      { id: 'rosa', username: 'rosa', name: 'Rosa', role: 'provider', provider_id: 'provider', password_hash: 'none' },
    ],
    patient: [patient('mary', 'Mary', '9990000018'), patient('ahmed', 'Ahmed', '9990000026')],
    prescription: [prescription('mary'), prescription('ahmed')],
    prescribed_activity: ['mary', 'ahmed'].map((who) => ({
      id: `${who}-walk`,
      prescription_id: `rx-${who}`,
      activity_id: 'walk',
      per_week: 1,
      sessions: 12,
    })),
    card: [
      {
        id: 'card-mary',
        patient_id: 'mary',
        profile: 'ntag424',
        uid: '04112233445566',
        key_version: 1,
        state: 'active',
        state_since: '2026-05-11T09:00:00.000Z',
        issued_at: '2026-05-11T09:00:00.000Z',
      },
    ],
  };
}

/** A visit to the walk of a Monday. */
export function visit(part: Partial<Attendance> = {}, date = '2026-06-01'): Attendance {
  const personId = part.personId ?? 'mary';
  return {
    id: newId(),
    version: part.status === 'entered-in-error' ? 1 : 0,
    status: 'finished',
    personId,
    prescriptionId: `rx-${personId}`,
    prescribedActivityId: `${personId}-walk`,
    activityId: 'walk',
    sessionId: `walk@${date}T10:00`,
    sessionStart: `${date}T09:00:00.000Z`,
    sessionEnd: `${date}T10:00:00.000Z`,
    venueId: 'hall',
    providerId: 'provider',
    arrivedAt: `${date}T08:58:00.000Z`,
    leftAt: null,
    late: false,
    method: 'card',
    assurance: 'authenticated',
    flags: [],
    by: null,
    reason: null,
    cardId: null,
    counter: null,
    kioskAt: `${date}T08:58:00.000Z`,
    hubAt: `${date}T08:58:00.020Z`,
    ...part,
  };
}

/** The same attendance, taken back. */
export function takenBack(a: Attendance): Attendance {
  return { ...a, version: a.version + 1, status: 'entered-in-error' };
}
