import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { DeviceRequest } from '@tapwell/shared/http/device-access';
import { parseJson } from '@tapwell/shared/http/read-body';
import type { RequestHandler } from 'express';

interface Deps {
  guard: (req: IncomingMessage, res: ServerResponse) => Promise<DeviceRequest>;
  take: (body: unknown, kioskId: string) => Promise<object>;
  /** The Express app: takes everything else, and says what went wrong. */
  app: RequestListener;
}

/**
 * A door of its own for `POST /kiosk/taps`, ahead of Express, whose middleware
 * costs as much as all that a tap needs. The same guard and the same taking
 * are behind both ways. Only what a kiosk of ours sends without a proxy between
 * comes in here; anything else, and any refusal, goes through Express.
 */
export function tapsDoor({ guard, take, app }: Deps): { listener: RequestListener; failures: RequestHandler } {
  const failed = new WeakMap<IncomingMessage, { error: unknown }>();
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const { deviceId, bytes } = await guard(req, res);
    const text = JSON.stringify(await take(bytes.length > 0 ? parseJson(bytes) : undefined, deviceId));
    res.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
    });
    res.end(text);
  };
  return {
    listener: (req, res) => {
      if (req.method !== 'POST' || req.url !== '/kiosk/taps' || !isPlain(req.headers)) return app(req, res);
      answer(req, res).catch((error: unknown) => {
        failed.set(req, { error });
        app(req, res);
      });
    },
    failures: (req, _res, next) => next(failed.get(req)?.error),
  };
}

/** What browsers, proxies and those who pack their bodies add is looked at elsewhere. */
const NOT_PLAIN = [
  ...['content-encoding', 'origin', 'sec-fetch-site'],
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'],
];

function isPlain(headers: IncomingHttpHeaders): boolean {
  return headers['content-type'] === 'application/json' && NOT_PLAIN.every((name) => headers[name] === undefined);
}
