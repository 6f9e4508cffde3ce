import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Problem } from '@tapwell/shared/http/problem';
import type { RequestHandler } from 'express';

/**
 * Whether a request names us by a name of ours. A hostile page can have its own
 * name resolve to this machine ("DNS rebinding") and is then "the same site";
 * an address or our own name cannot be taken over so.
 */
export function isOurName(host: string | undefined, listeningOn: string): boolean {
  const name = (host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  const own = hostname().toLowerCase();
  return isIP(name) !== 0 || ['localhost', listeningOn.toLowerCase(), own, `${own}.local`].includes(name);
}

/** Whether a page that opens a socket is our own. Programs of this machine, which are no pages, send no origin. */
export function isOwnPage(
  headers: { origin?: string | undefined; host?: string | undefined },
  listeningOn: string,
): boolean {
  const { origin, host } = headers;
  return (
    isOurName(host, listeningOn) &&
    (origin === undefined || origin === `http://${host}` || origin === `https://${host}`)
  );
}

export function ownNameOnly(listeningOn: string): RequestHandler {
  return (req, _res, next) =>
    next(
      isOurName(req.headers.host, listeningOn)
        ? undefined
        : new Problem(403, 'Forbidden', 'This kiosk has another name.'),
    );
}
