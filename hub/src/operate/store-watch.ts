import { statfsSync } from 'node:fs';
import { Problem } from '@tapwell/shared/http/problem';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { type Db, metaOf } from '../store/open.ts';
import { type StoreTrouble, storeTrouble, TROUBLE_WORDS } from './store-trouble.ts';

const WELL_EVERY_MS = 30_000;
const ILL_EVERY_MS = 1_000;
/** Less than this is no space: a store that takes one tap and refuses the next helps nobody. */
const NEEDED_BYTES = 1024 * 1024;
const RETRY_AFTER_S = 5;

interface Deps {
  db: Db;
  /** The data folder. */
  data: string;
  log: Pick<Logger, 'error' | 'info'>;
  /** The hub can save no longer, or again. */
  onChange: () => void;
}

/**
 * Knows whether the hub can save: from failed writes, and from a small write of
 * its own now and then, so that it notices with no visitor there, and recovers
 * by itself. Says so in the log once, not once per tap.
 */
export class StoreWatch {
  readonly #deps: Deps;
  readonly #write: () => void;
  #trouble: StoreTrouble | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const meta = metaOf(deps.db);
    this.#write = () => meta.set('last-write-test', new Date().toISOString());
  }

  /** Why nothing can be saved now; null when all is well. */
  get trouble(): StoreTrouble | null {
    return this.#trouble;
  }

  start(): void {
    this.#test();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A write failed. */
  failed(trouble: StoreTrouble): void {
    this.#become(trouble);
    if (this.#timer) this.#again();
  }

  #test(): void {
    try {
      this.#write();
      this.#become(freeBytes(this.#deps.data) < NEEDED_BYTES ? 'disk-full' : null);
    } catch (error) {
      this.#become(storeTrouble(error) ?? 'disk-failing');
    }
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#test(), this.#trouble ? ILL_EVERY_MS : WELL_EVERY_MS);
    this.#timer.unref();
  }

  #become(trouble: StoreTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    const { log, onChange } = this.#deps;
    if (trouble) log.error({ trouble }, TROUBLE_WORDS[trouble]);
    else log.info({}, 'The store can be written again.');
    onChange();
  }
}

/** Space left for us on the disk that holds a folder; without end for a store in memory. */
export function freeBytes(folder: string): number {
  if (folder === ':memory:') return Number.POSITIVE_INFINITY;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * A request that failed because nothing can be saved is refused in clear words,
 * to be sent again later. Nothing of it was kept, and nothing acknowledged.
 */
export function refuseWhileIll(watch: Pick<StoreWatch, 'failed'>): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const trouble = storeTrouble(error);
    if (!trouble) return next(error);
    watch.failed(trouble);
    res.set('retry-after', String(RETRY_AFTER_S));
    next(new Problem(503, 'Cannot save now', TROUBLE_WORDS[trouble]));
  };
}
