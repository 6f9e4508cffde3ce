import { describe, expect, it } from 'vitest';
import type { PersonLine, SessionRegister } from '../../wire.ts';
import { capacityWords, countWords, methodWord, namesLike, stateWords, whenWords } from './session-words.ts';

const session: SessionRegister = {
  sessionId: 'walk@2026-06-01T10:00',
  activity: 'Walk',
  room: null,
  date: '2026-06-01',
  starts: '10:00',
  ends: '11:00',
  when: 'now',
  status: 'planned',
  reason: null,
  extra: false,
  timed: false,
  capacity: null,
  guests: 0,
  here: 7,
  expected: 12,
  people: [],
};
const line: PersonLine = {
  personId: 'mary',
  name: 'Mary',
  state: 'here',
  arrived: '10:05',
  left: null,
  late: false,
  method: 'card',
  assurance: 'authenticated',
  by: null,
  reason: null,
  companions: [],
  mayCome: [],
  history: [],
};

describe('the head of a session', () => {
  it('says how many are here of those expected, and guests only when there are any', () => {
    expect(countWords(session)).toBe('7 here of 12 expected');
    expect(countWords({ ...session, here: 2, expected: 0 })).toBe('2 here');
    expect(countWords({ ...session, guests: 1 })).toBe('7 here of 12 expected, and 1 guest');
  });
  it('says that the room is full only once it is, and counts guests too', () => {
    expect(capacityWords(session)).toBeNull();
    expect(capacityWords({ ...session, capacity: 8 })).toBeNull();
    expect(capacityWords({ ...session, capacity: 8, guests: 1 })).toBe('Full: room for 8');
    expect(capacityWords({ ...session, here: 13, capacity: 12 })).toBe('13 here, room for 12');
  });
  it('says when it is, and first of all that it is cancelled', () => {
    expect(whenWords(session, true)).toBe('Now');
    expect(whenWords({ ...session, status: 'cancelled' }, true)).toBe('Cancelled');
    expect(whenWords({ ...session, when: 'later' }, true)).toBe('Later today');
    expect(whenWords({ ...session, when: 'later' }, false)).toBe('To come');
    expect(whenWords({ ...session, when: 'earlier' }, false)).toBe('Over');
    expect(whenWords({ ...session, when: 'earlier', status: 'run' }, false)).toBe('Finished');
  });
});

describe('a line', () => {
  it('never calls an absence more than not seen here', () => {
    expect(stateWords({ ...line, state: 'absent', arrived: null })).toBe('Not seen here');
  });
  it('says when someone came, and left', () => {
    expect(stateWords(line)).toBe('Here since 10:05');
    expect(stateWords({ ...line, state: 'left', left: '10:55' })).toBe('Came 10:05, left 10:55');
  });
  it('says in a word how it was recorded', () => {
    expect(methodWord(line)).toBe('card');
    expect(methodWord({ ...line, assurance: 'uid-only' })).toBe('other card');
    expect(methodWord({ ...line, method: 'manual' })).toBe('by staff');
    expect(methodWord({ ...line, method: 'correction' })).toBe('by staff');
    expect(methodWord({ ...line, state: 'expected', method: null })).toBeNull();
  });
});

it('a name is found by any of its parts, without its accents or capitals', () => {
  const people = [{ name: 'Zoë Ann' }, { name: 'Ann' }, { name: 'Łukasz' }];
  expect(namesLike(people, 'zoe').map((p) => p.name)).toEqual(['Zoë Ann']);
  expect(namesLike(people, 'ANN').map((p) => p.name)).toEqual(['Zoë Ann', 'Ann']);
  expect(namesLike(people, 'ann zo').map((p) => p.name)).toEqual(['Zoë Ann']);
  expect(namesLike(people, ' ')).toHaveLength(3);
});
