import { ApiError, api, byItself } from '@tapwell/shared/ui/api.ts';
import { begunAnew, resumed, whenRefused } from '@tapwell/shared/ui/session.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { forgetCaseload } from '../caseload/caseload.tsx';
import type { Me } from '../pages.ts';
import { forgetToday } from '../today/today.tsx';
import { type Heard, isSame, type Whose, whoseNow } from './whose.ts';

/** What the server says to someone who never signed in. */
const NOT_SIGNED_IN = 'Please sign in.';

/**
 * Who is signed in and whose page this is. Asked at the start, when the server
 * takes us for nobody, and when somebody signs in or out in another tab: the
 * browser has one sign-in for all of them.
 */
export function useWhose() {
  const [whose, setWhose] = useState<Whose<Me>>({ me: undefined, away: null, why: undefined });
  const now = useRef(whose);
  const tabs = useRef<BroadcastChannel>(undefined);
  const put = (next: Whose<Me>) => {
    if (!isSame(now.current.me, next.me)) forgetAll();
    now.current = next;
    setWhose(next);
  };
  const check = async (headers: Record<string, string> = {}) => {
    const heard = await ask(headers);
    const old = now.current;
    const next = whoseNow(old, heard);
    const same = isSame(old.me, next.me);
    // Another begins with their own first page.
    if (old.me && next.me && !same) history.replaceState(null, '', location.pathname);
    put(next);
    if (same && old.away && !next.away) resumed();
    if (!same || old.away !== next.away) tabs.current?.postMessage('sign-in');
  };
  const signedOut = () => {
    put({ me: null, away: null, why: undefined });
    tabs.current?.postMessage('sign-out');
    // Whether they went or nobody was here: the server knows, and says it in a sentence.
    void check();
  };
  useEffect(() => {
    let asking = false;
    const askAgain = async () => {
      if (asking) return;
      asking = true;
      await check(byItself);
      asking = false;
    };
    const stop = whenRefused(askAgain);
    tabs.current = new BroadcastChannel('tapwell-sign-in');
    tabs.current.addEventListener('message', askAgain);
    void check();
    return () => {
      stop();
      tabs.current?.close();
    };
  }, []);
  return { ...whose, check: () => void check(), signedOut };
}

async function ask(headers: Record<string, string>): Promise<Heard<Me>> {
  try {
    return { is: 'somebody', me: await api<Me>('/api/me', undefined, headers) };
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) return { is: 'unknown' };
    return { is: 'nobody', why: error.message === NOT_SIGNED_IN ? undefined : error.message };
  }
}

/** Nothing of one person's is left to the next. */
function forgetAll(): void {
  forgetCaseload();
  forgetToday();
  begunAnew();
}
