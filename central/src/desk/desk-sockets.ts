import {
  DESK_NAMESPACE,
  deskCard,
  deskReader,
  deskTask,
  type TaskEnd,
  type TaskProgress,
} from '@tapwell/shared/desk/wire';
import {
  type StaffMember,
  type StaffStore,
  staffFromCookie,
  touchFromCookie,
} from '@tapwell/shared/http/staff-sign-in';
import { newId } from '@tapwell/shared/ids';
import type { Socket, Server as SocketServer } from 'socket.io';
import type { SchemeKeys } from '../keys/scheme-keys.ts';
import type { CentralDb } from '../store/schema.ts';
import { CENTRAL_COOKIE } from '../workspace/workspace-routes.ts';
import { Desk } from './desk.ts';
import { runTask } from './run-task.ts';

interface Deps {
  io: SocketServer;
  db: CentralDb;
  keys: SchemeKeys;
  staff: StaffStore;
  cardUrl: string;
  /** A card of this link worker's caseload was made, replaced, registered or emptied. */
  cardsChanged: (staffId: string) => void;
  log: (error: unknown) => void;
}

/** The desks that are connected now. */
export interface Desks {
  ofStaff(staffId: string): Desk[];
  /** Begins a task; how it goes shows in the desk's `task`. */
  run(desk: Desk, task: Parameters<typeof runTask>[1]): Promise<TaskEnd>;
}

type Ack<T> = ((answer: T) => void) | undefined;

/**
 * Lets desks of signed-in link workers connect. The cookie is looked at again
 * for each task, so a desk left running does nothing once its session ended.
 */
export function deskSockets(deps: Deps): Desks {
  const { io, staff, log } = deps;
  const connected = new Map<string, Desk>();
  const space = io.of(DESK_NAMESPACE);
  const run: Desks['run'] = async (desk, task) => {
    const end = await runTask(desk, task, deps);
    if (end.step === 'done') deps.cardsChanged(desk.staffId);
    return end;
  };

  space.use(async (socket, next) => {
    const member = await signedIn(staff, socket);
    if (!member) return next(new Error('Please sign in again.'));
    if (member.role !== 'link-worker') return next(new Error('Only a link worker can issue cards.'));
    socket.data.staffId = member.id;
    next();
  });

  space.on('connection', (socket) => {
    const staffId = socket.data.staffId as string;
    const wire = {
      apdu: (hex: string, timeoutMs: number) => socket.timeout(timeoutMs).emitWithAck('apdu', hex),
      progress: (progress: TaskProgress) => void socket.emit('progress', progress),
    };
    // Open workspaces of the same person look again.
    const changed = () => void io.to(`staff:${staffId}`).emit('changed', 'desk');
    const desk = new Desk({ id: newId(), staffId }, wire, changed);
    connected.set(desk.id, desk);

    socket.on('reader', (message: unknown) => {
      const reader = deskReader.safeParse(message);
      if (reader.success) desk.setReader(reader.data);
    });
    socket.on('card', async (message: unknown, ack: Ack<null>) => {
      const card = deskCard.safeParse(message);
      // Whoever lays cards down is there.
      await touchFromCookie(staff, CENTRAL_COOKIE, socket.request.headers.cookie, new Date()).catch(log);
      if (card.success) await desk.card(card.data);
      ack?.(null);
    });
    socket.on('task', async (message: unknown, ack: Ack<TaskEnd>) => {
      const task = deskTask.safeParse(message);
      const end = (words: string): TaskEnd => ({ step: 'refused', words, cardId: null });
      try {
        if (!task.success) ack?.(end('This desk asked for something central does not know.'));
        else if (!(await signedIn(staff, socket))) ack?.(end('Your session has ended. Please sign in again.'));
        else ack?.(await run(desk, task.data));
      } catch (error) {
        log(error);
        ack?.(end('Something went wrong on our side. Try again.'));
      }
    });
    socket.on('cancel', () => desk.stop('Stopped. Nothing more was done.'));
    socket.on('disconnect', () => {
      connected.delete(desk.id);
      desk.stop('The card reader went away.');
      changed();
    });
    changed();
  });

  return { ofStaff: (staffId) => [...connected.values()].filter((desk) => desk.staffId === staffId), run };
}

async function signedIn(staff: StaffStore, socket: Socket): Promise<StaffMember | undefined> {
  const member = await staffFromCookie(staff, CENTRAL_COOKIE, socket.request.headers.cookie, new Date());
  return member?.mustChangePassword ? undefined : member;
}
