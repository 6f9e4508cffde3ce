import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { io } from 'socket.io-client';
import { tellActivity } from './activity.ts';
import { ApiError, api, byItself } from './api.ts';
import { Covered, whenResumed } from './session.ts';

export interface Live<T> {
  data: T | undefined;
  /** When `data` came. */
  freshAt: Date | undefined;
  /** In words, when what is shown may be out of date. */
  problem: string | undefined;
  /** Signed in, as someone who may not see this. */
  refused: boolean;
  signedOut: boolean;
  /** Why the server signed us out, when it says more than that we are not signed in. */
  why: string | undefined;
  reload: () => void;
  /** Forgets what was shown, as a sign-out does even where the server cannot be reached. */
  forget: () => void;
}

interface State<T> {
  path: string;
  data?: T;
  freshAt?: Date;
  problem?: string;
  refused?: boolean;
  signedOut?: boolean;
  why?: string;
}

/** What a server says to someone who never signed in. */
const NOT_SIGNED_IN = 'Please sign in.';
const AS_TIMES_MOVE_ON_MS = 60_000;
const AFTER_FAILURE_MS = 5_000;

/**
 * Data that stays up to date: fetched now, whenever the server says it changed,
 * when the connection returns, and once a minute as times move on. The push
 * carries no content, so there is one way only in which data arrives.
 */
export function useLive<T>(path: string): Live<T> {
  const [state, setState] = useState<State<T>>({ path });
  const covered = useContext(Covered);
  // Another address's data is never shown under this one.
  const shown: State<T> = state.path === path ? state : { path };
  const fetching = useRef<{ path: string; again: boolean }>(undefined);

  const reload = useCallback(() => {
    // One question at a time: changes that come meanwhile are answered by one more.
    if (fetching.current?.path === path) {
      fetching.current.again = true;
      return;
    }
    const mine = { path, again: false };
    fetching.current = mine;
    api<T>(path, undefined, byItself)
      .then(
        (data): State<T> => ({ path, data, freshAt: new Date() }),
        (error: unknown) => (old: State<T>) => afterFailure(old.path === path ? old : { path }, error, covered),
      )
      .then((next) => {
        // An answer for an address we have left is nobody's.
        if (fetching.current !== mine) return;
        fetching.current = undefined;
        setState(next);
        if (mine.again) reload();
      });
  }, [path]);
  const forget = useCallback(() => {
    // An answer still under way would show it all again.
    fetching.current = undefined;
    setState({ path, signedOut: true });
  }, [path]);

  useEffect(reload, [reload]);
  useEffect(() => whenResumed(reload), [reload]);
  const failing = shown.problem !== undefined;
  useEffect(() => {
    const timer = setInterval(reload, failing ? AFTER_FAILURE_MS : AS_TIMES_MOVE_ON_MS);
    return () => clearInterval(timer);
  }, [reload, failing]);

  // The server refuses a socket without a session, so it is opened after sign-in.
  const reloadNow = useRef(reload);
  reloadNow.current = reload;
  const [met, setMet] = useState(false);
  useEffect(() => {
    if (shown.signedOut) setMet(false);
    else if (shown.data !== undefined) setMet(true);
  }, [shown.signedOut, shown.data === undefined]);
  useEffect(() => {
    if (!met) return;
    const stopTelling = tellActivity();
    const socket = io();
    socket.on('connect', () => reloadNow.current());
    socket.on('changed', () => reloadNow.current());
    socket.on('disconnect', () =>
      setState((old) => ({ ...old, problem: 'No connection. What you see may be out of date.' })),
    );
    return () => {
      stopTelling();
      socket.close();
    };
  }, [met]);

  return {
    data: shown.data,
    freshAt: shown.freshAt,
    problem: shown.problem,
    refused: shown.refused === true,
    signedOut: shown.signedOut === true,
    why: shown.why,
    reload,
    forget,
  };
}

function afterFailure<T>(old: State<T>, error: unknown, covered: boolean): State<T> {
  const words = error instanceof Error ? error.message : String(error);
  // Someone who is no longer signed in sees nothing of what they saw: it is covered, or it is forgotten.
  if (error instanceof ApiError && error.status === 401) {
    if (covered) return { ...old, signedOut: true };
    return { path: old.path, signedOut: true, ...(words !== NOT_SIGNED_IN && { why: words }) };
  }
  if (error instanceof ApiError && error.status === 403) return { path: old.path, problem: words, refused: true };
  return { ...old, problem: words };
}
