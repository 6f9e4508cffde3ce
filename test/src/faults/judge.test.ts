import { beforeEach, describe, expect, it } from 'vitest';
import { judge, type Records, type ShownTap } from './judge.ts';

const shown = (tapId: string, outcome: string, uid: string): ShownTap => {
  const sessionId = outcome === 'checked-in' ? 'walk@1' : undefined;
  return { kiosk: 'kiosk-1', tapId, outcomes: [{ outcome, sessionId }], uids: [uid], pressed: [] };
};

describe('the judge', () => {
  let screens: ShownTap[];
  let records: Records;
  beforeEach(() => {
    screens = [shown('tap-1', 'checked-in', '04A1'), shown('tap-2', 'saved-offline', '04A2')];
    const visit = (n: number) => ({
      id: `visit-${n}`,
      status: 'finished',
      personId: `person-${n}`,
      sessionId: 'walk@1',
    });
    records = {
      hub: {
        taps: [
          { id: 'tap-1', outcome: 'checked-in', uid: '04A1', message: 'p=1' },
          { id: 'tap-2', outcome: 'checked-in', uid: '04A2', message: 'p=2' },
          { id: 'tap-3', outcome: 'already-checked-in', uid: '04A1', message: 'p=3' },
        ],
        visits: [
          { ...visit(1), tapId: 'tap-1' },
          { ...visit(2), tapId: 'tap-2' },
        ],
        setAside: [],
        waiting: 0,
      },
      journals: { 'kiosk-1': 0 },
      central: {
        visits: [
          { ...visit(1), counted: true },
          { ...visit(2), counted: true },
        ],
        facts: ['tap-3'],
      },
      register: [
        { personId: 'person-1', sessionId: 'walk@1' },
        { personId: 'person-2', sessionId: 'walk@1' },
      ],
    };
  });
  const verdict = () => judge(screens, records);

  it('finds nothing wrong where nothing is', () => {
    expect(verdict()).toEqual([]);
  });
  it('sees a tap that a screen acknowledged and the hub has not', () => {
    records.hub.taps.splice(1, 1);
    expect(verdict()).toContain('tap tap-2 at kiosk-1, shown as saved-offline: the hub does not have it');
  });
  it('sees a visit, and a tap without one, that central has not', () => {
    records.central.visits.pop();
    expect(verdict()).toContain('visit visit-2 is finished at the hub and missing at central');
    records.central.facts.pop();
    expect(verdict()).toContain('tap tap-3 (already-checked-in) is not at central');
  });
  it('sees a tap that led to nothing', () => {
    records.hub.visits.pop();
    expect(verdict()).toContain('tap tap-2 checked someone in, and has 0 visits');
  });
  it('sees a screen that said something else than the hub has', () => {
    records.hub.taps[0]!.outcome = 'card-suspect';
    expect(verdict().join()).toContain('the hub has card-suspect');
    screens[0]!.uids = ['04A9'];
    expect(verdict().join()).toContain('of a card that did not lie there');
  });
  it('sees a choice that was shown as made and was not', () => {
    screens[0]!.pressed = ['sing@1'];
    screens[0]!.outcomes.push({ outcome: 'checked-in', sessionId: 'sing@1' });
    expect(verdict().join()).toContain('the hub has no visit to sing@1');
    records.hub.visits[0]!.sessionId = 'sing@1';
    expect(verdict().join()).not.toContain('the hub has no visit');
  });
  it('sees what is on record twice', () => {
    records.hub.taps.push({ id: 'tap-4', outcome: 'already-checked-in', uid: '04A1', message: 'p=1' });
    records.central.facts.push('tap-3', 'tap-4');
    records.central.visits.push({ ...records.central.visits[0]!, id: 'visit-9' });
    expect(verdict()).toEqual([
      'one read of a card is two taps: p=1',
      'counted twice at central: person-1 at walk@1',
      'tap tap-3 is at central twice',
      'central has a visit that the hub has not: visit-9',
    ]);
  });
  it('sees a visit that nobody counts, and a register that disagrees', () => {
    records.central.visits[1]!.counted = false;
    expect(verdict()).toEqual([
      'nothing is counted at central of person-2 at walk@1',
      'the register shows what central does not count: person-2 at walk@1',
    ]);
    records.central.visits[1]!.counted = true;
    records.register.pop();
    expect(verdict()).toEqual(['central counts what the register does not show: person-2 at walk@1']);
  });
  it('sees what is stuck on its way or was set aside', () => {
    records.journals['kiosk-1'] = 2;
    records.hub.waiting = 3;
    records.hub.setAside = ['422: no such patient'];
    expect(verdict()).toEqual([
      'kiosk-1 still holds 2 taps',
      'the hub still holds 3 facts',
      'the hub set something aside: 422: no such patient',
    ]);
  });
});
