import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

export interface Listening {
  server: Server;
  url: string;
  /** A renewed certificate, for connections from now on. */
  renew(certificate: Certificate): void;
  /** Takes no more requests, and answers those it has. Sockets it was upgraded to are their owner's to close. */
  close(): Promise<void>;
}

/**
 * For how long an idle connection is kept: devices report twice a minute, and
 * need not connect anew each time. With Node's five seconds a hub that asked
 * again just then was cut off.
 */
const KEPT_OPEN_MS = 65_000;

/** Longer than any answer takes, short enough for whoever stops a service and waits. */
const ANSWER_MS = 3_000;

/**
 * Listens, or says in one sentence why not.
 * @param port 0 for any free one
 * @param certificate to serve https; plain HTTP without one
 * @throws Error fit to show to the person who started us
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  certificate?: Certificate,
): Promise<Listening> {
  const tls = certificate && createTlsServer({ ...certificate, minVersion: 'TLSv1.2' }, app);
  const server = tls ?? createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(whyNot(error, host, port))));
    server.listen(port, host, resolve);
  });
  server.keepAliveTimeout = KEPT_OPEN_MS;
  const bound = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  return {
    server,
    url: `${tls ? 'https' : 'http'}://${shown}:${bound.port}`,
    renew: (fresh) => tls?.setSecureContext(fresh),
    close: () => finish(server),
  };
}

function finish(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that has been answered is kept open for more; there will be no more.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const late = setTimeout(() => server.closeAllConnections(), ANSWER_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use by another program. Choose another with --port.`;
  if (error.code === 'EACCES') return `Port ${port} needs administrator rights. Choose one above 1023 with --port.`;
  return `Cannot listen on ${host}:${port}: ${error.message}`;
}
