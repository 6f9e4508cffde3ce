import { ApiError, api, byItself } from '@tapwell/shared/ui/api.ts';
import { begunAnew, pageIsOf, resumed, sendAgain, whenRefused } from '@tapwell/shared/ui/session.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { forgetCaseload } from '../caseload/caseload.tsx';
import type { Me } from '../pages.ts';
import { forgetToday } from '../today/today.tsx';
import { Asking, type TabWord } from './asking.ts';
import { type Heard, isSame, type Whose } from './whose.ts';

/** What the server says to someone who never signed in. */
const NOT_SIGNED_IN = 'Please sign in.';

/**
 * Who is signed in and whose page this is. Asked at the start, when the server
 * takes us for nobody or for somebody else, and when somebody signs in or out in
 * another tab: the browser has one sign-in for all of them.
 */
export function useWhose() {
  const [whose, setWhose] = useState<Whose<Me>>({ me: undefined, away: null, why: undefined });
  const held = useRef<Asking<Me>>(undefined);
  const tabs = useRef<BroadcastChannel>(undefined);
  held.current ??= new Asking<Me>({
    ask: (nobodyNeedBeThere) => ask(nobodyNeedBeThere ? byItself : {}),
    show: (next, old) => {
      const another = !isSame(old.me, next.me);
      if (another) forgetAll();
      // Another begins with their own first page.
      if (another && old.me && next.me) history.replaceState(null, '', location.pathname);
      pageIsOf(next.me?.id);
      setWhose(next);
    },
    tell: (word) => tabs.current?.postMessage(word),
    resumed,
    sendAgain,
  });
  const asking = held.current;
  useEffect(() => {
    const stop = whenRefused(() => asking.refused());
    tabs.current = new BroadcastChannel('tapwell-sign-in');
    tabs.current.addEventListener('message', ({ data }: MessageEvent<TabWord>) => asking.heard(data));
    void asking.check();
    return () => {
      stop();
      asking.stop();
      tabs.current?.close();
    };
  }, [asking]);
  return { ...whose, check: () => void asking.check(), signedOut: () => asking.signedOut() };
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
