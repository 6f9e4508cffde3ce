import { Problem } from '@tapwell/shared/http/problem';
import type { RequestHandler } from 'express';

const MINUTE_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/** So many requests a minute from one address, so that an open door costs nobody else their turn. */
export function polite(most: number, now = () => Date.now()): RequestHandler {
  let since = now();
  let asked = new Map<string, number>();
  return (req, res, next) => {
    if (now() - since >= MINUTE_MS || asked.size > MOST_ADDRESSES) {
      since = now();
      asked = new Map();
    }
    const from = req.ip ?? '';
    const times = (asked.get(from) ?? 0) + 1;
    asked.set(from, times);
    if (times <= most) return next();
    res.set('retry-after', String(Math.max(1, Math.ceil((since + MINUTE_MS - now()) / 1000))));
    next(new Problem(429, 'Too many requests', 'Please ask less often: wait a minute and go on.'));
  };
}
