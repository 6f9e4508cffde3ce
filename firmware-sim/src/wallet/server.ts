import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { Server } from 'socket.io';
import type { z } from 'zod';
import { faultsSchema, placeSchema, tapSchema } from './options.ts';
import { Problem } from './problem.ts';
import type { Simulator } from './simulator.ts';

/** The built page; the same folder seen from src/wallet and from dist/wallet. */
const PAGE_FOLDER = fileURLToPath(new URL('../../dist/wallet-page', import.meta.url));

/**
 * The simulator's HTTP service: the page, `/api/*`, and the live feed over socket.io
 * (`state` and `log` events; a new client first gets both as they stand).
 */
export function walletApp(simulator: Simulator): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_, response, next) => {
    response.set({
      'Content-Security-Policy':
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  });
  app.use(fromThisPage, express.json({ limit: '16kb' }));
  app.get('/api/wallet', (_, response) => {
    const cards = simulator.wallet.map(({ card, name, kind, profile, uid }) => ({ card, name, kind, profile, uid }));
    response.json({ cards, state: simulator.state() });
  });
  app.get('/api/log', (_, response) => {
    response.json({ entries: simulator.log() });
  });
  app.post('/api/taps', async (request, response) => {
    const { card, dwellMs } = checked(tapSchema, request.body);
    response.json(await simulator.tap(card, dwellMs));
  });
  app.post('/api/place', async (request, response) => {
    response.json(await simulator.place(checked(placeSchema, request.body).card));
  });
  app.post('/api/remove', async (_, response) => {
    response.json(await simulator.remove());
  });
  app.post('/api/faults', async (request, response) => {
    response.json(await simulator.faults(checked(faultsSchema, request.body)));
  });
  app.use('/api', (request) => {
    throw new Problem(404, 'Not found', `There is nothing at ${request.originalUrl}.`);
  });
  if (existsSync(PAGE_FOLDER)) app.use(express.static(PAGE_FOLDER));
  else
    app.get('/', (_, response) => void response.status(503).type('text').send('This page has not been built yet.\n'));
  app.use(asProblem);
  return app;
}

/** Another site's page open in the same browser must not lay cards on the reader. */
const fromThisPage: RequestHandler = (request, _, next) => {
  const { origin, host } = request.headers;
  const foreign = origin !== undefined && !origin.endsWith(`://${host}`);
  next(foreign ? new Problem(403, 'Forbidden', 'This request came from another site.') : undefined);
};

/**
 * Serves the page and its API; resolves when it listens.
 * @throws Error in one plain sentence when the port is taken
 */
export async function servePage(
  simulator: Simulator,
  at: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(walletApp(simulator));
  const sockets = new Server(server, { serveClient: false });
  sockets.on('connection', (socket) => {
    socket.emit('state', simulator.state());
    for (const entry of simulator.log()) socket.emit('log', entry);
  });
  const stop = simulator.listen({
    log: (entry) => sockets.emit('log', entry),
    state: (state) => sockets.emit('state', state),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listenFailure(error, at.port))));
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return {
    url: `http://${host}:${port}/`,
    close: async () => {
      stop();
      // Closes the HTTP server too, and does not wait for idle keep-alive connections.
      server.closeAllConnections();
      await sockets.close();
    },
  };
}

function listenFailure(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is already in use by another program; choose another port.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used without root; choose one above 1023.`;
  return `The virtual cards page cannot be served on port ${port}: ${error.message}.`;
}

function checked<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Problem(400, 'Bad request', inWords(result.error));
}

/** E.g. `card: expected string; Unrecognized key: "cad"`. */
function inWords(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
}

const asProblem: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const problem = error instanceof Problem ? error : foreign(error as { status?: number; type?: string });
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};

/** Errors of express and its body parser carry a status; anything else is ours to mend, and says nothing. */
function foreign(error: { status?: number; type?: string }): Problem {
  if (error.type === 'entity.parse.failed') return new Problem(400, 'Bad request', 'The body is not JSON.');
  if (error.type === 'entity.too.large') return new Problem(413, 'Too large', 'The body is larger than 16 kB.');
  if (error.status && error.status < 500) return new Problem(error.status, 'Bad request', 'The request is malformed.');
  return new Problem(500, 'Internal error', 'The simulator met an error of its own.');
}
