import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf } from '../measures/results.ts';
import { agreed, Journey, walks, wellbeing } from '../path/journey.testing.ts';
import { standingOf } from '../path/standing.ts';
import { scheme } from '../scheme/schemes.testing.ts';
import { toAppointment } from './appointment.ts';
import { toAuditEvent } from './audit-event.ts';
import { toCarePlan } from './care-plan.ts';
import { cardDevice } from './device.ts';
import { type PathOnRecord, statusesOf, toEpisodeOfCare } from './episode-of-care.ts';
import { toHealthcareService } from './healthcare-service.ts';
import { toObservation } from './observation.ts';
import { toPatient } from './patient.ts';
import { toQuestionnaireResponse } from './questionnaire-response.ts';
import { toServiceRequest } from './service-request.ts';
import { snomed } from './systems.ts';

const luton = scheme('luton');
const mary = { personId: 'mary', nhsNumber: '9990000018' };

function path(journey: Journey, own: Partial<PathOnRecord> = {}): PathOnRecord {
  return {
    ...{ ...mary, id: 'path', scheme: { id: 'luton', name: 'Luton' }, linkWorkerId: 'priya', openedOn: '2026-01-05' },
    ...{
      endedOn: null,
      prescriptions: [{ id: 'path', startsOn: '2026-02-02' }],
      events: standingOf(journey.events).events,
    },
    ...own,
  };
}

describe('a path as an EpisodeOfCare', () => {
  it('goes from the waiting list through a pause to its end, without a gap', () => {
    const journey = agreed(luton);
    journey.add('paused', '2026-03-01');
    journey.add('resumed', '2026-03-15');
    journey.add('outcome', '2026-04-01', { outcome: 'stopped' });
    expect(statusesOf(path(journey))).toEqual([
      { status: 'waitlist', period: { start: '2026-01-05', end: '2026-01-20' } },
      { status: 'active', period: { start: '2026-01-20', end: '2026-03-01' } },
      { status: 'onhold', period: { start: '2026-03-01', end: '2026-03-15' } },
      { status: 'active', period: { start: '2026-03-15', end: '2026-04-01' } },
      { status: 'finished', period: { start: '2026-04-01' } },
    ]);
  });
  it('that was declined before anything was agreed is cancelled, and says so in the agreed code', () => {
    const journey = new Journey(luton);
    journey.add('referral', '2026-01-05');
    journey.add('first-contact', '2026-01-14');
    journey.add('outcome', '2026-01-20', { outcome: 'declined' });
    const episode = toEpisodeOfCare(path(journey, { prescriptions: [] }));
    expect(episode.status).toBe('cancelled');
    expect(JSON.stringify(episode)).toContain(snomed.declined.code);
    expect(JSON.stringify(episode)).toContain(snomed.firstInteraction.code);
  });
  it('bears the identifiers of all its prescriptions, by which visits name it', () => {
    const prescriptions = [
      { id: 'path', startsOn: '2026-02-02' },
      { id: 'path.2', startsOn: '2026-06-02' },
    ];
    const episode = toEpisodeOfCare(path(agreed(luton), { prescriptions }));
    expect(episode.identifier.map(({ value }) => value)).toEqual(['path', 'path', 'path.2']);
  });
  it('never ends before it starts, whatever days are on record', () => {
    const day = fc
      .integer({ min: 0, max: 400 })
      .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.option(day), fc.array(day, { maxLength: 4 }), (openedOn, endedOn, turns) => {
        const [event] = agreed(luton).events;
        const events = turns.map(
          (on, i) => ({ ...event!, kind: i % 2 ? 'resumed' : 'paused', on, until: null }) as never,
        );
        const { period, statusHistory } = toEpisodeOfCare(path(agreed(luton), { openedOn, endedOn, events }));
        for (const { start, end } of [period, ...statusHistory.map((turn) => turn.period)]) {
          if (end !== undefined) expect(end >= start!).toBe(true);
        }
      }),
    );
  });
});

describe('a prescription', () => {
  const plan = {
    ...{ ...mary, id: 'path', programme: 1, status: 'active' as const, schemeName: 'Luton', linkWorkerId: 'priya' },
    ...{ startsOn: '2026-02-02', endsOn: null, prescribedActivityIds: ['walk'], agreed: null, oneOffs: [] },
  };
  it('without an end has a period without one', () => {
    expect(toCarePlan(plan).period).toEqual({ start: '2026-02-02' });
    expect(toCarePlan({ ...plan, endsOn: '2026-04-26' }).period).toEqual({ start: '2026-02-02', end: '2026-04-26' });
  });
  it('contains its goals, and says who is to come along', () => {
    const goals = [{ id: 'g_1', goal: 'Walk to the shop' }];
    const carePlan = toCarePlan({ ...plan, agreed: { goals, companions: ['Peer supporter'], transport: true } });
    expect(carePlan.contained).toMatchObject([{ resourceType: 'Goal', description: { text: 'Walk to the shop' } }]);
    expect(carePlan.goal).toEqual([{ reference: `#${carePlan.contained![0]!.id}` }]);
    expect(JSON.stringify(carePlan.extension)).toContain('Peer supporter');
  });
  it('without a planned number of visits has an activity without a count', () => {
    const activity = { id: 'walk', name: 'Walk', providerId: 'provider', venueId: 'hall' };
    const request = { ...plan, prescriptionId: 'path', activity, perWeek: 2, sessions: null };
    expect(toServiceRequest(request).occurrenceTiming.repeat).toEqual({
      ...{ boundsPeriod: { start: '2026-02-02' }, frequency: 2, period: 1, periodUnit: 'wk' },
    });
    expect(toServiceRequest({ ...request, sessions: 12 }).occurrenceTiming.repeat.count).toBe(12);
  });
});

describe('a measure', () => {
  const base = {
    ...{ ...mary, eventId: '01890000-0000-7000-8000-000000000001', on: '2026-06-01', byId: 'priya', title: null },
    ...{ state: 'first' as const, prescriptionId: null },
  };
  it('of ONS4 is four observations and no sum', () => {
    const result = wellbeing(4);
    const { scores, notes } = scoreOf(result, luton);
    const observations = scores.map((score) => toObservation({ ...base, result }, score, notes));
    expect(observations.map(({ code, valueInteger }) => [code.coding![0]!.code, valueInteger])).toEqual([
      ['ons4-satisfied', 4],
      ['ons4-worthwhile', 4],
      ['ons4-happy', 4],
      ['ons4-anxious', 6],
    ]);
    expect(observations[2]!.code.text).toBe('Overall, how happy did you feel yesterday?');
  });
  it('of IPAQ has its unit, and the answers as they were given', () => {
    const result = walks(5);
    const [total] = scoreOf(result, luton).scores.map((score) => toObservation({ ...base, result }, score, []));
    expect(total!.valueQuantity).toMatchObject({ value: 495, code: '[MET].min/wk' });
    const { item } = toQuestionnaireResponse({ ...base, result });
    expect(item.find(({ linkId }) => linkId === 'walkingDays')!.answer).toEqual([{ valueDecimal: 5 }]);
    expect(item.find(({ linkId }) => linkId === 'sitting')!.answer).toBeUndefined();
  });
  it('that was corrected is entered in error, and what stands in for it amended', () => {
    const states = (['first', 'correction', 'corrected'] as const).map(
      (state) => toQuestionnaireResponse({ ...base, state, result: wellbeing(4) }).status,
    );
    expect(states).toEqual(['completed', 'amended', 'entered-in-error']);
  });
});

describe('what is never given out', () => {
  it('is anything of a person whose data was removed but that there was one', () => {
    const person = {
      ...{
        id: 'mary',
        nhsNumber: '9990000018',
        given: 'Mary',
        family: 'Test',
        displayName: 'Mary',
        born: '1950-01-01',
      },
      ...{ phone: '01632 960000', email: 'mary@example.org', contactBy: 'phone', language: 'cy' },
    };
    expect(toPatient({ ...person, erased: false }).telecom).toHaveLength(2);
    const erased = toPatient({ ...person, erased: true });
    expect(Object.keys(erased).sort()).toEqual(['active', 'id', 'identifier', 'resourceType']);
    expect(erased.identifier).toHaveLength(1);
  });
  it('is the number of a card', () => {
    expect(JSON.stringify(cardDevice({ id: 'card', state: 'lost', holder: mary }))).not.toMatch(/uid|serial/i);
  });
});

describe('what else is mapped', () => {
  it('an absence is a no-show, and one that was excused a cancelled appointment', () => {
    const absence = {
      ...{
        ...mary,
        prescribedActivityId: 'walk',
        sessionId: 'walk@2026-06-01T10:00',
        activity: 'Walk',
        venueId: 'hall',
      },
      ...{ startsAt: '2026-06-01T09:00:00.000Z', endsAt: '2026-06-01T10:00:00.000Z' },
    };
    expect(toAppointment({ ...absence, excused: false })).toMatchObject({ id: 'walk.20260601T1000', status: 'noshow' });
    expect(toAppointment({ ...absence, excused: true })).toMatchObject({ status: 'cancelled', cancelationReason: {} });
  });
  it('an activity whose time passes midnight has no times, as R4 has no word for them', () => {
    const schedule = { zone: 'Europe/London', extra: [], from: '2026-01-01', until: null, cancelled: [] };
    const at = (start: string) =>
      toHealthcareService(
        {
          ...{ id: 'walk', name: 'Walk', area: 'Outside', room: null, providerId: 'p', venueId: 'hall' },
          schedule: { ...schedule, weekly: [{ weekday: 2, start, minutes: 90 }] },
        },
        '2026-06-01',
      ).availableTime;
    expect(at('22:00')).toEqual([
      { daysOfWeek: ['tue'], availableStartTime: '22:00:00', availableEndTime: '23:30:00' },
    ]);
    expect(at('23:00')).toBeUndefined();
  });
  it('an entry of the log is made whatever its words are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.option(fc.string()), (actor, action, subject) => {
        const event = toAuditEvent({
          seq: 1,
          at: '2026-06-01T09:00:00.000Z',
          actor,
          action,
          subject,
          detail: '{}',
          hash: 'h',
        });
        expect(event.subtype[0]!.code).toMatch(/^\S+( \S+)*$/);
        expect(event.agent[0]!.who.identifier!.value).toBe(/^\S+ (.+)$/s.exec(actor)?.[1] ?? actor);
      }),
    );
  });
});
