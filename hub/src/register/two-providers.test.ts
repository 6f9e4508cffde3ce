import { newId } from '@tapwell/shared/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BusyHub, busyHub, OTHER_UID, VIC_UID } from '../testing/busy-venue.ts';
import { DURING, LIBRARY_UID } from '../testing/venue.ts';

const DAY = '2026-06-01';
const DEBT = 'debt@2026-06-01T10:00';
const staffOf = (providerId: string) => ({ id: `staff of ${providerId}`, name: 'Sam', providerId });

let hub: BusyHub;
const unplacedAt = (providerId: string) => hub.desk.day(DAY, providerId, DURING).unplaced;
const dismiss = (tapId: string, providerId: string) =>
  hub.desk.act({ do: 'dismiss', id: newId(), tapId, note: 'not ours' }, staffOf(providerId), DURING);
const told = () => hub.waiting().filter((fact) => 'tapId' in fact);

/** Ahmed walks and sings with one provider; here he has debt advice of the other too. */
beforeEach(() => {
  hub = busyHub();
  const ahmed = hub.roster.view.people.get('ahmed')!;
  const debt = { ...ahmed.prescribed[0]!, id: 'ahmed-debt', activityId: 'debt' };
  hub.roster.apply([{ op: 'put', entry: { ...ahmed, prescribed: [...ahmed.prescribed, debt] } }], 2);
});

describe('a tap that two providers may place', () => {
  it('of a card nobody knows stays with the other when one says that it is not theirs', async () => {
    await hub.tap(OTHER_UID);
    const [line] = unplacedAt('provider');
    dismiss(line!.tapId, 'provider');
    expect(unplacedAt('provider')).toEqual([]);
    expect(unplacedAt('advice')).toMatchObject([{ tapId: line!.tapId }]);
    const place = {
      do: 'place',
      id: newId(),
      tapId: line!.tapId,
      sessionId: DEBT,
      personId: 'ola',
      note: null,
    } as const;
    hub.desk.act(place, staffOf('advice'), DURING);
    expect(hub.attendances.find('ola', DEBT)).toBeDefined();
    expect(told()).toMatchObject([{ kind: 'placed', attendanceId: hub.attendances.find('ola', DEBT)!.id }]);
  });
  it('is not told to central as come to nothing before both have said so: nobody is called absent meanwhile', async () => {
    await hub.tap(LIBRARY_UID);
    const [line] = unplacedAt('provider');
    dismiss(line!.tapId, 'provider');
    expect(told()).toEqual([]);
    expect(() => dismiss(line!.tapId, 'provider')).toThrow('settled this tap already');
    dismiss(line!.tapId, 'advice');
    expect(told()).toMatchObject([{ kind: 'placed', attendanceId: null, reason: 'not ours' }]);
    expect(unplacedAt('advice')).toEqual([]);
  });
  it('and that asked a question nobody answered waits for the one on whose list they are not', async () => {
    const debt = hub.roster.view.activities.get('debt')!;
    const weekly = [{ weekday: 1, start: '10:40', minutes: 60 }];
    hub.roster.apply([{ op: 'put', entry: { ...debt, schedule: { ...debt.schedule, weekly } } }], 3);
    const check = { do: 'check-in', id: newId(), sessionId: 'walk@2026-06-01T10:00', personId: 'ahmed' } as const;
    hub.desk.act({ ...check, reason: 'other', note: null }, staffOf('provider'), DURING);
    const outcome = await hub.tap(LIBRARY_UID, new Date(DURING.getTime() + 20 * 60_000));
    expect(outcome).toMatchObject({ outcome: 'choose-session', choices: [{ activity: 'Walk' }, {}] });
    expect(unplacedAt('provider')).toEqual([]);
    const [line] = unplacedAt('advice');
    dismiss(line!.tapId, 'advice');
    expect(told()).toMatchObject([{ kind: 'placed', attendanceId: null }]);
  });
  it('is settled at once where the other has no session that day, or nothing for its holder', async () => {
    await hub.tap(VIC_UID, new Date(DURING.getTime() + 5 * 3_600_000));
    const [line] = unplacedAt('provider');
    expect(line).toMatchObject({ name: 'Vic' });
    dismiss(line!.tapId, 'provider');
    expect(told()).toMatchObject([{ kind: 'placed', attendanceId: null }]);
  });
  it('has the same answer whoever else may place it', async () => {
    await hub.tap(LIBRARY_UID);
    await hub.tap(VIC_UID, new Date(DURING.getTime() + 5 * 3_600_000));
    const said = unplacedAt('provider').map(({ tapId }) => dismiss(tapId, 'provider').said);
    expect(said).toHaveLength(2);
    expect(new Set(said).size).toBe(1);
  });
});
