import { manualCheckIn } from '@tapwell/shared/tap/staff-wire';
import type { Socket } from 'socket.io';
import { z } from 'zod';
import type { ScreenRequests } from './screen-state.ts';

const choice = z.tuple([z.uuid(), z.string().max(200)]);
const saying = z.tuple([z.string().max(100), z.string().max(20)]);
const credentials = z.tuple([z.string().min(1).max(200), z.string().min(1).max(1000)]);
const press = z.tuple([manualCheckIn.omit({ id: true })]);
const loudness = z.tuple([z.int().min(0).max(100)]);
const nothing = z.tuple([]);

const SIGN_IN_FIRST = { problem: 'Please sign in.' };
const NOT_UNDERSTOOD = { problem: 'That could not be understood. Please check what you typed.' };

/**
 * Answers one screen's messages. What is not of the agreed shape does nothing,
 * and is answered in words where a person waits for an answer.
 * @param isStaff whether staff mode is open on this screen
 */
export function answerScreen(
  socket: Pick<Socket, 'on'>,
  requests: ScreenRequests,
  isStaff: () => boolean,
  id: string,
): void {
  const { staff } = requests;
  /** Messages with an answer: the last argument takes it. */
  const on = <T>(event: string, shape: z.ZodType<T>, bad: unknown, answer: (read: T) => unknown) =>
    socket.on(event, async (...message: unknown[]) => {
      const reply = message.pop();
      if (typeof reply !== 'function') return;
      const read = shape.safeParse(message);
      reply(read.success ? await answer(read.data) : bad);
    });
  /** The same for signed-in staff, who are not idle while they ask. */
  const onStaff = <T>(event: string, shape: z.ZodType<T>, answer: (read: T) => unknown) =>
    on(event, shape, NOT_UNDERSTOOD, (read) => {
      if (!isStaff()) return SIGN_IN_FIRST;
      staff.touch();
      return answer(read);
    });

  socket.on('choose', (...message: unknown[]) => {
    const read = choice.safeParse(message.slice(0, 2));
    if (read.success) requests.choose(...read.data);
  });
  on('speak', saying, null, ([showing, language]) => requests.speak(showing, language));
  on('staff-sign-in', credentials, 'Please give a user name and a password.', async ([username, password]) => {
    return (await staff.signIn(id, username, password)) ?? null;
  });
  onStaff('staff-expected', nothing, () => staff.expected());
  onStaff('staff-check-in', press, ([asked]) => staff.checkIn(asked));
  onStaff('staff-volume', loudness, ([volume]) => {
    const problem = staff.setVolume(volume);
    return problem ? { problem } : { answer: volume };
  });
  socket.on('staff-test', () => {
    if (!isStaff()) return;
    staff.touch();
    staff.testNext();
  });
  socket.on('staff-touch', () => {
    if (isStaff()) staff.touch();
  });
  socket.on('staff-end', () => {
    if (isStaff()) staff.end();
  });
}
