import { useEffect, useRef, useState } from 'preact/hooks';
import { io, type Socket } from 'socket.io-client';
import type { ScreenState } from '../screen-state.ts';

/** The agent's state over socket.io; the socket reconnects by itself. */
export function useAgent(): { state: ScreenState | undefined; socket: Socket } {
  const [state, setState] = useState<ScreenState>();
  const socket = useRef<Socket>(undefined);
  socket.current ??= io();
  useEffect(() => {
    socket.current!.on('state', setState);
    // Without the agent no card can be read, and an invitation would be a false promise.
    socket.current!.on('disconnect', () =>
      setState((last) => last && { ...last, reader: 'not-ready', tap: null, staff: null }),
    );
    return () => void socket.current!.close();
  }, []);
  return { state, socket: socket.current };
}
