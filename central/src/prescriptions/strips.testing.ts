import type { PathEvent } from '@tapwell/shared/path/events';
import { rowsOf } from '../paths/rows-of.ts';
import { weekCells } from './cells.ts';
import type { PrescribedRow } from './prescribed.ts';
import type { Records } from './records.ts';
import type { Visit } from './strip.ts';

/** The strips that some events amount to, over one and the same record. */
export function stripsOf(events: PathEvent[], happened: [string, string][]) {
  const { prescriptions, endedOn } = rowsOf('p', events);
  const [plan] = prescriptions;
  const daily = Array.from({ length: 7 }, (_, i) => ({ weekday: i + 1, start: '10:00', minutes: 60 }));
  const id = (date: string) => `walk@${date}T10:00`;
  const of = (what: string) => happened.filter((one) => one[1] === what).map(([date]) => date);
  const visits = new Map(
    of('came').map((date) => [
      id(date),
      { sessionId: id(date), startsAt: `${date}T10:00:00.000Z`, endsAt: '', late: 0 },
    ]),
  );
  const rosa = { by: 'Rosa', reason: null };
  return new Map(
    (plan?.activities ?? []).map((one) => {
      const row = {
        ...{
          prescribedId: one.id,
          activityId: 'walk',
          patientId: 'mary',
          venue_id: 'hall',
          heldBefore: null,
          zone: 'UTC',
        },
        ...{ schedule: JSON.stringify({ zone: 'UTC', weekly: daily, extra: [], from: '2026-01-01', until: null }) },
        ...{
          starts_on: plan!.startsOn,
          weeks: plan!.weeks,
          ended_on: endedOn,
          early_minutes: 30,
          sessions: one.sessions,
        },
        ...{ per_week: one.perWeek, activityFrom: one.startsOn, activityUntil: one.endsOn },
        agreed: one.agreed && JSON.stringify(one.agreed),
        listed: one.listed && JSON.stringify(one.listed),
      } as unknown as PrescribedRow;
      const records = {
        ...{
          takenBack: new Map(),
          extras: new Map(),
          companions: new Map(),
          unplaced: new Map(),
          elsewhere: new Map(),
        },
        visits: new Map([[one.id, visits]]),
        ran: new Set(of('ran').map(id)),
        days: new Map([['walk', new Map(of('cancelled').map((date) => [id(date), { ...rosa, status: 'cancelled' }]))]]),
        excuses: new Map([[one.id, new Map(of('excused').map((date) => [id(date), rosa]))]]),
        venues: new Map([['hall', { syncedThrough: '2027-01-01T00:00:00.000Z', gaps: [] }]]),
      } as unknown as Records<Visit>;
      return [one.id, weekCells(row, records, [], { now: new Date('2026-12-01'), today: '2026-12-01' })];
    }),
  );
}
