import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { io } from 'socket.io-client';
import { ApiError, api } from './api.ts';

export interface Live<T> {
  data: T | undefined;
  /** In words, when what is shown may be out of date. */
  problem: string | undefined;
  signedOut: boolean;
  reload: () => void;
}

/**
 * Data that stays up to date: fetched now, whenever the server says it changed,
 * when the connection returns, and once a minute as times move on. The push
 * carries no content, so there is one way only in which data arrives.
 */
export function useLive<T>(path: string): Live<T> {
  const [data, setData] = useState<T>();
  const [problem, setProblem] = useState<string>();
  const [signedOut, setSignedOut] = useState(false);
  const asked = useRef(0);
  const reload = useCallback(() => {
    const number = ++asked.current;
    api<T>(path).then(
      (fresh) => {
        // An older answer that comes late must not undo a newer one.
        if (number !== asked.current) return;
        setData(fresh);
        setProblem(undefined);
        setSignedOut(false);
      },
      (error: unknown) => {
        if (number !== asked.current) return;
        setSignedOut(error instanceof ApiError && error.status === 401);
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  }, [path]);

  useEffect(() => {
    reload();
    const timer = setInterval(reload, 60_000);
    return () => clearInterval(timer);
  }, [reload]);

  // The server refuses a socket without a session, so it is opened after sign-in.
  useEffect(() => {
    if (signedOut || data === undefined) return;
    const socket = io();
    socket.on('connect', reload);
    socket.on('changed', reload);
    socket.on('disconnect', () => setProblem('No connection. What you see may be out of date.'));
    return () => void socket.close();
  }, [reload, signedOut, data === undefined]);

  return { data, problem, signedOut, reload };
}
