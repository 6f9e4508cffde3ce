import { newSchemeKeys } from '@tapwell/central/main';
import type { Attendance } from '@tapwell/shared/attendance/attendance';
import { pathEvent } from '@tapwell/shared/path/events';
import { mayAppend } from '@tapwell/shared/path/may-append';
import { pathOf } from '@tapwell/shared/path/path';
import { localDate, type Schedule, sessionsBetween } from '@tapwell/shared/schedule/sessions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AREAS, RUNNING_NOW, ZONE } from './luton/places.ts';
import { DEMO_POLICY, lutonCards, lutonScheme } from './luton/scheme.ts';
import { sessionNow } from './prepare-central.ts';

const now = new Date('2026-11-21T22:10:00Z');
const scheme = (at = now) => lutonScheme(localDate(at, ZONE), at, 'hash');

function visitOf(a: Attendance) {
  return pathEvent.parse({
    ...{ kind: 'visit', id: a.id, on: a.sessionId.split('@')[1]!.slice(0, 10), recordedAt: a.hubAt },
    ...{ by: { id: 'hub', name: 'Hub' }, sessionId: a.sessionId, prescribedActivityId: a.prescribedActivityId },
    ...{ minutes: null, companions: [] },
  });
}

describe('the demo', () => {
  it("has five areas, twenty providers and about sixty patients, as Luton's scheme does", () => {
    const { records } = scheme();
    expect(new Set(records.activity.map((a) => a.area))).toEqual(new Set(AREAS));
    expect(records.provider).toHaveLength(20);
    expect(records.patient).toHaveLength(68);
    expect(new Set(records.patient.map((p) => p.nhs_number)).size).toBe(68);
  });
  it('has weeks of history with people who come, come late, stopped and never started', () => {
    const { attendances, records } = scheme();
    const of = (id: string) => attendances.filter((a) => a.personId === id);
    expect(attendances.length).toBeGreaterThan(250);
    expect(attendances.some((a) => a.late)).toBe(true);
    expect(records.patient.filter((p) => of(p.id).length === 0).length).toBeGreaterThanOrEqual(4);
    expect(of('patient-001')).toHaveLength(4);
    expect(of('patient-008').map((a) => a.sessionStart < '2026-11-07')).toEqual([true, true, true]);
  });
  it('has people at every step of their path, and each event may be recorded when it was', () => {
    const { records, attendances } = scheme();
    const today = localDate(now, ZONE).toString();
    const steps: Record<string, number> = {};
    for (const { id } of records.path) {
      const own = records.path_event.filter((e) => e.path_id === id).map((e) => pathEvent.parse(JSON.parse(e.body)));
      const came = attendances.filter((a) => a.prescriptionId === id).map(visitOf);
      const all = [...own, ...came].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
      all.forEach((event, i) => {
        const path = pathOf(DEMO_POLICY, all.slice(0, i), event.on);
        expect(mayAppend(DEMO_POLICY, path, event), `${id}, ${event.kind} on ${event.on}`).toBeNull();
      });
      const { step } = pathOf(DEMO_POLICY, all, today);
      steps[step] = (steps[step] ?? 0) + 1;
    }
    expect(steps).toMatchObject({ waiting: 4, paused: 1, ended: 4 });
    expect(steps.attending).toBeGreaterThan(40);
    expect(records.path.filter((path) => path.link_worker_id === null)).toHaveLength(3);
    const follow = records.path_event.filter((e) => e.kind === 'follow-up');
    expect(follow).toHaveLength(3);
    expect(new Set(records.path_event.map((e) => e.id)).size).toBe(records.path_event.length);
  });
  it('has each person’s card on their path, as central finds it', () => {
    const { records } = scheme();
    const { records: cards } = lutonCards(newSchemeKeys(), now.toISOString());
    const given = records.path_event.filter((e) => e.kind === 'card').map((e) => JSON.parse(e.body).cardId);
    expect(given.sort()).toEqual(cards.flatMap((card) => (card.patient_id ? [card.id] : [])).sort());
  });
  it('never has a visit in the future, nor one outside its session', () => {
    for (const a of scheme().attendances) {
      expect(a.sessionEnd < now.toISOString()).toBe(true);
      expect(a.arrivedAt < a.sessionEnd).toBe(true);
    }
  });
  it('has volunteers with hours, a fortnightly activity, cancelled dates with nobody there, and a full room', () => {
    const { records, attendances } = scheme();
    const plan = (id: string) => JSON.parse(records.activity.find((a) => a.id === id)!.schedule) as Schedule;
    const hours = attendances.filter((a) => ['garden', 'repair'].includes(a.activityId));
    expect(hours.length).toBeGreaterThan(5);
    expect(hours.every((a) => a.leftAt !== null && a.leftAt > a.arrivedAt)).toBe(true);
    expect(plan('money').weekly).toMatchObject([{ every: 2 }]);
    expect(records.activity.filter((a) => a.capacity !== null)).toHaveLength(1);
    const weeks = (n: number) => new Date(now.getTime() + n * 7 * 86_400_000);
    const off = sessionsBetween('knitting', plan('knitting'), weeks(-4), weeks(4)).filter((s) => s.cancelled);
    expect(off.map((s) => s.startsAt < now.toISOString())).toEqual([true, false]);
    expect(attendances.some((a) => off.some((s) => s.id === a.sessionId))).toBe(false);
  });
  it('has a companion with a card, who comes along with people of the wallet', () => {
    const { records: cards, about } = lutonCards(newSchemeKeys(), now.toISOString());
    const { records } = scheme();
    const own = cards.filter((card) => card.companion_id);
    expect(own).toMatchObject([{ companion_id: records.companion[0]!.id, patient_id: null }]);
    const wallet = new Set(about.map((a) => a.patient));
    expect(records.accompanies.every((a) => wallet.has(a.patient_id))).toBe(true);
    expect(DEMO_POLICY.companions.map(({ title }) => title)).toEqual([
      ...new Set(records.accompanies.map((a) => a.title)),
    ]);
  });
  it('gives every card in the wallet a different name, and only the forged one a number used twice', () => {
    const { cards, about } = lutonCards(newSchemeKeys(), now.toISOString());
    expect(new Set(cards.map((c) => c.card)).size).toBe(cards.length);
    expect(about.map((a) => a.card)).toEqual(cards.map((c) => c.card));
    expect(new Set(cards.map((c) => c.uid)).size).toBe(cards.length - 1);
  });
  it('has one session of each running activity open at whatever hour it is first started', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }), (at) => {
        const { records } = scheme(at);
        for (const id of RUNNING_NOW) {
          const row = records.activity.find((a) => a.id === id)!;
          const plan = JSON.parse(row.schedule) as Schedule;
          const extra = sessionNow(id, plan, row.early_minutes, at)!;
          const running = sessionsBetween(id, { ...plan, extra: [extra] }, at, new Date(at.getTime() + 1));
          expect(running).toHaveLength(1);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('adds no second session when it is started again while one runs', () => {
    const row = scheme().records.activity.find((a) => a.id === 'walking')!;
    const plan = JSON.parse(row.schedule) as Schedule;
    const extra = sessionNow('walking', plan, row.early_minutes, now)!;
    const later = new Date(now.getTime() + 20 * 60_000);
    expect(sessionNow('walking', { ...plan, extra: [extra] }, row.early_minutes, later)).toBeUndefined();
  });
});
