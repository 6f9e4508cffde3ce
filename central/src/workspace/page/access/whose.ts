/**
 * Whose page this is, and whether they are signed in: two things from when a
 * sign-in ends until somebody signs in again. Pure.
 */

/** What is asked of whoever is at the page. */
export interface Somebody {
  id: string;
  role: string;
  mustChangePassword?: boolean;
}

export interface Whose<T extends Somebody> {
  /** Undefined until the server has said; null where it is nobody's. */
  me: T | null | undefined;
  /**
   * Why the page is covered: their sign-in has ended, or they are to choose a
   * password first. What they were doing waits under it.
   */
  away: 'signed-out' | 'password' | null;
  /** Why they were signed out, when the server says more than that they are. */
  why: string | undefined;
}

/** What the server says of who is signed in; `unknown` when it says nothing. */
export type Heard<T extends Somebody> =
  | { is: 'somebody'; me: T }
  | { is: 'nobody'; why: string | undefined }
  | { is: 'unknown' };

export function whoseNow<T extends Somebody>(old: Whose<T>, heard: Heard<T>): Whose<T> {
  switch (heard.is) {
    case 'unknown':
      return old.me === undefined ? { me: null, away: null, why: undefined } : old;
    case 'nobody':
      return old.me ? { me: old.me, away: 'signed-out', why: heard.why } : { me: null, away: null, why: heard.why };
    case 'somebody': {
      // The page stays as it was under the question for a new password.
      const first = heard.me.mustChangePassword === true && old.me?.mustChangePassword !== true;
      const away = isSame(old.me, heard.me) && first ? 'password' : null;
      return { me: away ? old.me : heard.me, away, why: undefined };
    }
  }
}

/** As somebody with another role they may see other things, and begin anew as another person does. */
export function isSame(one: Somebody | null | undefined, other: Somebody | null | undefined): boolean {
  return one?.id === other?.id && one?.role === other?.role;
}
