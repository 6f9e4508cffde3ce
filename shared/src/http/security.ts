import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { Problem } from './problem.ts';

/**
 * Security headers for our own pages: everything from this origin, no framing.
 * HSTS and upgrade are left to where TLS ends: a hub in a hall may serve plain
 * HTTP on loopback, and a browser told to upgrade would find nothing there.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/**
 * Refuses changes that another site's page asks for with our cookie. Browsers
 * send `Sec-Fetch-Site` (and `Origin` on older ones); other clients send neither.
 */
export const sameSiteOnly: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const foreign = site ? site !== 'same-origin' && site !== 'none' : origin && !origin.endsWith(`://${req.host}`);
  next(foreign ? new Problem(403, 'Forbidden', 'This request came from another site.') : undefined);
};
