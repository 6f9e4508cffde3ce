import { fileURLToPath } from 'node:url';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { sameSiteOnly, securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import { isOwnPage, ownNameOnly } from './own-page.ts';
import { answerScreen } from './screen-messages.ts';
import type { ScreenRequests, ScreenState, ScreenTap } from './screen-state.ts';

const PAGE = fileURLToPath(new URL('../../dist/screen-page', import.meta.url));

export interface ScreenServer {
  url: string;
  /** Shows this state on every connected screen. */
  show(state: ScreenState): void;
  close(): Promise<void>;
}

/**
 * Serves the patient screen from the agent itself, so that it shows even when
 * the hub is away, and keeps it up to date over socket.io.
 */
export async function serveScreen(
  at: { host: string; port: number },
  first: ScreenState,
  requests: ScreenRequests,
  log: Pick<Logger, 'error'>,
): Promise<ScreenServer> {
  let state = first;
  const app = express().disable('x-powered-by');
  app.use(securityHeaders(), ownNameOnly(at.host), sameSiteOnly);
  app.get('/healthz', (_req, res) =>
    res.json({ status: 'ok', reader: state.reader, hub: state.health.hub, venue: state.venue }),
  );
  app.use(express.static(PAGE));
  app.use(
    notFound,
    problemHandler((error) => log.error({ err: error }, 'request failed')),
  );
  const listening = await listen(app, at.host, at.port);

  // Only our own page may listen: what it shows is for the people in the room.
  const io = new SocketServer(listening.server, {
    serveClient: false,
    allowRequest: (req, callback) => callback(null, isOwnPage(req.headers, at.host)),
  });
  io.on('connection', (socket) => {
    socket.emit('state', shownTo(socket.id, state));
    const isStaff = () => state.staff?.screen === socket.id;
    answerScreen(socket, requests, isStaff, socket.id);
    // A page that is closed or reloaded takes nobody's sign-in with it.
    socket.on('disconnect', () => {
      if (isStaff()) requests.staff.end();
    });
  });
  let showing: string | undefined;
  return {
    url: listening.url,
    show: (next) => {
      state = next;
      for (const [id, socket] of io.of('/').sockets) socket.emit('state', shownTo(id, next));
      // For those who listen for outcomes alone (the `tap` command, the bench).
      if (next.tap && next.tap.showing !== showing) io.emit('outcome', next.tap satisfies ScreenTap);
      showing = next.tap?.showing;
    },
    close: async () => {
      await io.close();
      await listening.close();
    },
  };
}

/** What staff see of a patient is for the screen they signed in at. */
function shownTo(socketId: string, state: ScreenState): ScreenState {
  if (!state.staff || state.staff.screen === socketId) return state;
  return { ...state, staff: { ...state.staff, test: null } };
}
