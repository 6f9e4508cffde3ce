import { describe, expect, it } from 'vitest';
import { type Heard, type Whose, whoseNow } from './whose.ts';

interface Person {
  id: string;
  role: string;
  mustChangePassword?: boolean;
}
const priya: Person = { id: 'priya', role: 'link-worker' };
const daniel: Person = { id: 'daniel', role: 'link-worker' };
const START: Whose<Person> = { me: undefined, away: null, why: undefined };
const NOBODY: Heard<Person> = { is: 'nobody', why: undefined };
const IDLE: Heard<Person> = { is: 'nobody', why: 'Nobody did anything for 30 minutes.' };
const hears = (...heard: Heard<Person>[]) => heard.reduce(whoseNow<Person>, START);
const is = (me: Person): Heard<Person> => ({ is: 'somebody', me });

describe('whose page it is', () => {
  it('who never signed in has no page', () => {
    expect(hears(NOBODY)).toEqual({ me: null, away: null, why: undefined });
    expect(hears({ is: 'unknown' }).me).toBeNull();
  });

  it('is still theirs, covered, when their sign-in has ended', () => {
    expect(hears(is(priya), IDLE)).toEqual({ me: priya, away: 'signed-out', why: IDLE.is === 'nobody' && IDLE.why });
  });

  it('is uncovered when the same person signs in', () => {
    expect(hears(is(priya), IDLE, is(priya))).toEqual({ me: priya, away: null, why: undefined });
  });

  it('is another’s, with nothing of the first, when another signs in', () => {
    expect(hears(is(priya), NOBODY, is(daniel))).toEqual({ me: daniel, away: null, why: undefined });
    expect(hears(is(priya), is(daniel)).me).toEqual(daniel);
  });

  it('stays as it is while the server cannot be reached', () => {
    expect(hears(is(priya), { is: 'unknown' })).toEqual(hears(is(priya)));
    expect(hears(is(priya), NOBODY, { is: 'unknown' }).away).toBe('signed-out');
  });

  it('stays covered until a password of their own is chosen, where somebody gave them a new one meanwhile', () => {
    const given = { ...priya, mustChangePassword: true };
    expect(hears(is(priya), NOBODY, is(given))).toMatchObject({ me: priya, away: 'password' });
    expect(hears(is(priya), NOBODY, is(given), is(priya))).toMatchObject({ me: priya, away: null });
    // Somebody new has nothing under it.
    expect(hears(NOBODY, is(given))).toMatchObject({ me: given, away: null });
    expect(hears(is(given), NOBODY, is(given)).away).toBeNull();
  });
});
