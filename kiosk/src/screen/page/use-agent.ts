import { useEffect, useState } from 'preact/hooks';
import { io, type Socket } from 'socket.io-client';
import type { ScreenState } from '../screen-state.ts';

/** The agent's state over socket.io; the socket reconnects by itself. */
export function useAgent(): { state: ScreenState | undefined; socket: Socket } {
  const [state, setState] = useState<ScreenState>();
  const [socket] = useState(() => io({ autoConnect: false }));
  useEffect(() => {
    // Listening before it connects: the first state comes at once, and perhaps no other for hours.
    socket.on('state', setState);
    // Without the agent no card can be read, and an invitation would be a false promise.
    socket.on('disconnect', () => setState((last) => last && { ...last, reader: 'not-ready', tap: null, staff: null }));
    socket.connect();
    return () => void socket.close();
  }, [socket]);
  return { state, socket };
}
