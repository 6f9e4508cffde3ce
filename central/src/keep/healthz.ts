import type { RequestHandler } from 'express';
import type { CentralDb } from '../store/schema.ts';

/** A record that says nothing for so long is as good as away. */
const ANSWER_MS = 5_000;

/** `GET /healthz`: 200 while this process reaches its record, else 503 and why, in a short code. */
export function healthz(db: CentralDb): RequestHandler {
  return async (_req, res) => {
    const well = await Promise.race([
      db
        .selectFrom('scheme')
        .select('id')
        .limit(1)
        .execute()
        .then(
          () => true,
          () => false,
        ),
      new Promise<boolean>((resolve) => setTimeout(resolve, ANSWER_MS, false).unref()),
    ]);
    res.set('cache-control', 'no-store').status(well ? 200 : 503);
    res.json(well ? { status: 'ok' } : { status: 'unwell', reasons: ['record-away'] });
  };
}
