import { newId } from '@tapwell/shared/ids';
import { ApiError, api } from '@tapwell/shared/ui/api.ts';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ActionResult } from '../../wire.ts';
import { type Press, PressIds } from './press-ids.ts';

/** A press that did not reach the hub, or that it refused. */
export interface FailedPress {
  press: Press;
  /** What was pressed, to be recognised by who pressed it. */
  words: string;
  problem: string;
  /** False when the hub has refused it: then there is nothing to try again. */
  again: boolean;
}

export interface Presses {
  /** @throws ApiError in words */
  send: (press: Press) => Promise<void>;
  /** The same, but a failure is kept among `failed`. */
  quickly: (press: Press, words: string) => void;
  failed: FailedPress[];
  /** What the hub said of the last one it took, for a while. */
  said: string;
  /** Under way now, by content. */
  isUnderWay: (press: Press) => boolean;
  tryAgain: (failed: FailedPress) => void;
  giveUp: (failed: FailedPress) => void;
}

/** The register shows what was done; this only confirms it. */
const SAID_MS = 8_000;

/** Whether an answer leaves it open if the hub has the press. */
function unanswered(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;
}

/**
 * Sends what staff press, at once or not at all: nothing is queued behind their
 * back. What did not arrive is said, and offered again under the same id.
 * @param page what is shown
 * @param whose who is signed in, by id; undefined while nobody is
 */
export function usePresses(onSettled: () => void, page: string, whose: string | undefined): Presses {
  const ids = useRef(new PressIds(newId));
  const [failed, setFailed] = useState<FailedPress[]>([]);
  const [said, setSaid] = useState('');
  const [underWay, setUnderWay] = useState<ReadonlySet<string>>(new Set());

  const send = useCallback(
    async (press: Press) => {
      const content = JSON.stringify(press);
      setUnderWay((all) => new Set(all).add(content));
      try {
        const answer = await api<ActionResult>('/api/register/actions', { ...press, id: ids.current.idOf(press) });
        ids.current.taken(press);
        setSaid(answer.said);
      } catch (error) {
        if (!unanswered(error)) ids.current.settled(press);
        // A page keeps trying to fetch; nobody keeps trying to press.
        if (error instanceof ApiError && error.status === 0) throw new ApiError(0, 'The hub does not answer.');
        throw error;
      } finally {
        setUnderWay((all) => new Set([...all].filter((one) => one !== content)));
        // After a failure too: it may have arrived and only the answer been lost, or the sign-in be over.
        onSettled();
      }
    },
    [onSettled],
  );

  // What one could not send is neither shown to another nor sent by them.
  const last = useRef(whose);
  useLayoutEffect(() => {
    if (whose === undefined) return;
    if (last.current !== undefined && last.current !== whose) {
      setFailed([]);
      ids.current = new PressIds(newId);
    }
    last.current = whose;
  }, [whose]);

  const without = (press: Press) => (all: FailedPress[]) =>
    all.filter((one) => JSON.stringify(one.press) !== JSON.stringify(press));
  const quickly = useCallback(
    (press: Press, words: string) => {
      const by = last.current;
      send(press).then(
        () => setFailed(without(press)),
        (error: Error) => {
          if (by !== last.current) return;
          setFailed((all) => [
            ...without(press)(all),
            { press, words, problem: error.message, again: unanswered(error) },
          ]);
        },
      );
    },
    [send],
  );

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);

  // It confirms what one sees; elsewhere it would puzzle.
  useEffect(() => setSaid(''), [page]);

  // A page that is closed forgets them: the browser asks first.
  const unsaved = failed.some((one) => one.again);
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsaved]);

  return {
    send,
    quickly,
    failed,
    said,
    isUnderWay: (press) => underWay.has(JSON.stringify(press)),
    tryAgain: ({ press, words }) => quickly(press, words),
    giveUp: ({ press }) => {
      ids.current.settled(press);
      setFailed(without(press));
    },
  };
}
