import type { Socket } from 'socket.io-client';
import type { StaffAnswer } from '../../screen-state.ts';

/** Longer than the agent waits for the hub. */
const PATIENCE_MS = 6_000;

/** Asks the agent on behalf of staff; an answer that does not come is a problem in words as well. */
export async function askStaff<T>(socket: Socket, event: string, ...what: unknown[]): Promise<StaffAnswer<T>> {
  try {
    return (await socket.timeout(PATIENCE_MS).emitWithAck(event, ...what)) as StaffAnswer<T>;
  } catch {
    return { problem: 'That did not work. Please try again.' };
  }
}
