import { fromHex, toHex } from '@tapwell/shared/bytes';
import {
  type ApduAnswer,
  apduHex,
  DESK_NAMESPACE,
  type DeskReader,
  type DeskTaskInput,
  type TaskEnd,
  type TaskProgress,
  taskEnd,
  taskProgress,
} from '@tapwell/shared/desk/wire';
import { io } from 'socket.io-client';
import type { PresentedCard, Reader } from '../reader/reader.ts';
import type { CentralSession } from './central-session.ts';

export interface RunningDesk {
  /**
   * Asks central to do something with the next card laid on this desk.
   * @throws Error in words when central goes away meanwhile
   */
  run(task: DeskTaskInput): Promise<TaskEnd>;
  stop(): Promise<void>;
}

export interface DeskListener {
  reader(reader: DeskReader): void;
  progress(progress: TaskProgress): void;
  /** Central is there, or not: then in words why not. It is tried again by itself. */
  central(away: string | undefined): void;
}

/** Longer than central lets one card take. */
const CARD_MS = 120_000;

/**
 * A desk reader: carries APDUs between the card on it and central. It decides
 * nothing and keeps nothing; every key stays at central.
 */
export function startDesk(session: CentralSession, reader: Reader, listener: DeskListener): RunningDesk {
  const socket = io(session.central + DESK_NAMESPACE, {
    transports: ['websocket'],
    extraHeaders: { cookie: session.cookie },
    reconnectionDelayMax: 2_000,
    // Each desk of a process is its own.
    forceNew: true,
  });
  let lying: PresentedCard | undefined;
  let shown: DeskReader = {
    name: reader.name,
    state: 'not-ready',
    why: 'The card reader is starting.',
    occupied: false,
  };
  const change = (part: Partial<DeskReader>): void => {
    shown = { ...shown, ...part };
    listener.reader(shown);
    if (socket.connected) socket.emit('reader', shown);
  };
  /** Who waits for the end of a task. */
  const waiting = new Set<(why: Error) => void>();

  socket.on('connect', () => {
    listener.central(undefined);
    socket.emit('reader', shown);
  });
  const away = (why: string): void => {
    for (const reject of waiting) reject(new Error(why));
    waiting.clear();
    listener.central(why);
  };
  socket.on('connect_error', (error) => {
    // Central's own refusal is final and in words; anything else is the line, and is tried again.
    if (socket.active) listener.central(`Central at ${session.central} does not answer.`);
    else away(error.message);
  });
  socket.on('disconnect', (reason) => {
    // Not when it was we who hung up.
    if (reason !== 'io client disconnect') away(`Central at ${session.central} went away.`);
  });
  socket.on('progress', (message: unknown) => {
    const progress = taskProgress.safeParse(message);
    if (progress.success) listener.progress(progress.data);
  });
  socket.on('apdu', async (message: unknown, answer: (to: ApduAnswer) => void) => {
    const apdu = apduHex.safeParse(message);
    const card = lying;
    if (!apdu.success || !card) return answer({ gone: true });
    const response = await card.transceive(fromHex(apdu.data)).catch(() => undefined);
    answer(response ? { response: toHex(response) } : { gone: true });
  });

  reader.start({
    state: (next) => change({ state: next.state, why: next.state === 'ready' ? null : next.why }),
    card: async (card) => {
      lying = card;
      try {
        // Central lets go at once of a card it did not ask for.
        const { uid, kind } = card;
        if (socket.connected) await socket.timeout(CARD_MS).emitWithAck('card', { uid: toHex(uid), kind });
      } catch {
        // Central went away: the card is let go, and laid down again when it is back.
      } finally {
        lying = undefined;
        change({ occupied: true });
      }
    },
    collision: () => change({ why: 'More than one card lies on the reader.', occupied: true }),
    removed: () => change({ why: shown.state === 'ready' ? null : shown.why, occupied: false }),
  });

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        socket.emit('task', task, (answer: unknown) => {
          const end = taskEnd.safeParse(answer);
          if (end.success) resolve(end.data);
          else reject(new Error('Central answered what this desk does not understand. Is it of the same version?'));
          waiting.delete(reject);
        });
      }),
    stop: async () => {
      // First the line, so that a card that is waited for is let go.
      socket.close();
      for (const reject of waiting) reject(new Error('Stopped.'));
      await reader.stop();
    },
  };
}
