import { fileURLToPath } from 'node:url';
import { notFound, problemHandler } from '@tapwell/shared/http/problem';
import { securityHeaders } from '@tapwell/shared/http/security';
import { listen } from '@tapwell/shared/http/serve';
import express from 'express';
import type { Logger } from 'pino';
import { Server as SocketServer } from 'socket.io';
import { z } from 'zod';
import type { ScreenRequests, ScreenState, ScreenTap } from './screen-state.ts';

const PAGE = fileURLToPath(new URL('../../dist/screen-page', import.meta.url));
const chooseMessage = z.tuple([z.uuid(), z.string().max(200)]);
const signInMessage = z.tuple([z.string().min(1).max(200), z.string().min(1).max(1000)]);

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
  log: Logger,
): Promise<ScreenServer> {
  let state = first;
  const app = express().disable('x-powered-by');
  app.use(securityHeaders());
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
    allowRequest: (req, callback) => {
      const { origin, host } = req.headers;
      callback(null, origin === undefined || origin.endsWith(`://${host}`));
    },
  });
  io.on('connection', (socket) => {
    socket.emit('state', state);
    socket.on('choose', (...message: unknown[]) => {
      const read = chooseMessage.safeParse(message.slice(0, 2));
      if (read.success) requests.choose(...read.data);
    });
    socket.on('staff-sign-in', (...message: unknown[]) => {
      const reply = message[2];
      const read = signInMessage.safeParse(message.slice(0, 2));
      if (typeof reply !== 'function') return;
      if (!read.success) reply('Please give a user name and a password.');
      else void requests.staffSignIn(...read.data).then((why) => reply(why ?? null));
    });
    socket.on('staff-end', () => requests.staffEnd());
  });
  let showing: string | undefined;
  return {
    url: listening.url,
    show: (next) => {
      state = next;
      io.emit('state', next);
      // For those who listen for outcomes alone (the `tap` command, the bench).
      if (next.tap && next.tap.showing !== showing) io.emit('outcome', next.tap satisfies ScreenTap);
      showing = next.tap?.showing;
    },
    close: async () => {
      // Together: each waits for the connections the other closes.
      await Promise.all([io.close(), listening.close()]);
    },
  };
}
