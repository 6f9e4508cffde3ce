import type { IRouter, RequestHandler } from 'express';
import { devicePaths } from '../device/client.ts';
import { Problem } from './problem.ts';

const JSON_TYPES = ['application/json', 'application/fhir+json'];

/** Bodies are JSON, but for the token request, which OAuth (RFC 6749 §4.4.2) wants as a form. */
export const knownBodiesOnly: RequestHandler = (req, _res, next) => {
  const types = req.path === devicePaths.token ? ['application/x-www-form-urlencoded'] : JSON_TYPES;
  const empty = req.get('content-length') === '0' || req.is(types) === null;
  const known = empty || req.is(types) !== false;
  next(known ? undefined : new Problem(415, 'Unsupported media type', `The body must be ${types[0]}.`));
};

/** What express keeps of a route or of a router that was mounted (package `router`, version 2.3). */
interface Layer {
  route?: { methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
  match(path: string): { path: string } | false;
}

/**
 * 405 with `Allow` for an address that is known with other methods (RFC 9110
 * §15.5.6), 404 for one that is not; after all routes.
 */
export function wrongMethod(of: () => IRouter): RequestHandler {
  return (req, res, next) => {
    const methods = [...methodsAt(stackOf(of()), req.path)];
    if (methods.length === 0) return next();
    const allow = methods.map((method) => method.toUpperCase());
    res.set('allow', (allow.includes('GET') ? [...allow, 'HEAD'] : allow).join(', '));
    next(new Problem(405, 'Method not allowed', `This address takes ${allow.join(' and ')} only.`));
  };
}

function stackOf(router: IRouter): Layer[] {
  return router.stack as unknown as Layer[];
}

function methodsAt(stack: Layer[], path: string): Set<string> {
  const found = new Set<string>();
  for (const layer of stack) {
    if (!layer.route && !layer.handle.stack) continue;
    const match = layer.match(path);
    if (!match) continue;
    const inner = layer.route
      ? Object.keys(layer.route.methods)
      : methodsAt(layer.handle.stack!, path.slice(match.path.length) || '/');
    for (const method of inner) if (method !== '_all') found.add(method);
  }
  return found;
}
