import { operationOutcome } from '@tapwell/shared/fhir/resources';
import express, { type RequestHandler } from 'express';

/** Let in; call it when done. */
export type Leave = () => void;

export interface Limits {
  /** So many at once. */
  places: number;
  /** So many may wait. */
  most: number;
  /** Nobody waits for longer: their proof is good for some ten seconds only, and would have to be made again. */
  patienceMs: number;
  /** Whoever is turned away comes again after about this time. */
  comeAgainMs: number;
}

/**
 * Who comes first is let in first, so many at once. When a thousand hubs come
 * back from an outage at the same moment, what they send is read and stored a
 * few at a time instead of all of it lying in memory; who would have to wait for
 * long is asked to come again, each at another time.
 */
export class WaitingLine {
  readonly #limits: Limits;
  readonly #random: () => number;
  readonly #waiting = new Set<(leave: Leave | undefined) => void>();
  #inside = 0;

  constructor(limits: Limits, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  /** @returns undefined for whoever must come again later */
  enter(): Promise<Leave | undefined> {
    const { places, most, patienceMs } = this.#limits;
    if (this.#inside < places) return Promise.resolve(this.#admit());
    if (this.#waiting.size >= most) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const decide = (leave: Leave | undefined) => {
        clearTimeout(over);
        this.#waiting.delete(decide);
        resolve(leave);
      };
      const over = setTimeout(() => decide(undefined), patienceMs);
      this.#waiting.add(decide);
    });
  }

  /** In how many seconds to come again: not all at once. */
  comeAgainS(): number {
    return Math.ceil((this.#limits.comeAgainMs * (0.5 + this.#random())) / 1000);
  }

  #admit(): Leave {
    this.#inside += 1;
    let here = true;
    return () => {
      if (!here) return;
      here = false;
      this.#inside -= 1;
      const [next] = this.#waiting;
      next?.(this.#admit());
    };
  }
}

/** Whoever has not sent all by then is on a slow line, and does nothing with their place. */
const WHOLE_WITHIN_MS = 10_000;

/**
 * Lets requests through a few at a time; the others are answered with 503 and
 * when to come again. A place is for those whose request is worked on: it is
 * given up when what they send takes long to come, though they are still heard
 * to the end, or a few dead lines would keep everybody out.
 */
export function inLine(line: WaitingLine, wholeWithinMs: number = WHOLE_WITHIN_MS): RequestHandler {
  return async (req, res, next) => {
    const leave = await line.enter();
    if (!leave) {
      req.resume();
      res
        .status(503)
        .set('retry-after', String(line.comeAgainS()))
        .type('application/fhir+json')
        .send(JSON.stringify(operationOutcome('throttled', 'Many hubs are sending just now: please come again.')));
      return;
    }
    if (res.destroyed || req.socket.destroyed) return leave();
    const slow = setTimeout(() => {
      if (!req.complete) leave();
    }, wholeWithinMs);
    res.once('close', () => {
      clearTimeout(slow);
      leave();
    });
    next();
  };
}

/** A short form is read before its sender stands in line: nobody who holds it back takes a place. */
export function formInLine(line: WaitingLine): RequestHandler[] {
  return [express.urlencoded({ extended: false, limit: '8kb' }), inLine(line)];
}
