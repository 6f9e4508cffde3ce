import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import type { CentralDb } from '../store/schema.ts';
import { YearFigures } from './figures.ts';
import { pathRow } from './path-row.ts';
import { type Period, periodOf } from './period.ts';
import { pathsIn, readFacts } from './read-facts.ts';
import { useImports } from './use-coverage.ts';
import { VERSION } from './version.ts';
import type { Evaluation, Section } from './wire.ts';

/** A scheme whose figures are asked for. */
export interface OfScheme {
  id: string;
  name: string;
  policy: SchemePolicy;
}

/** Figures are good for a minute; those that took long for longer, or central would do little else. */
const GOOD_FOR_MS = 60_000;
const GOOD_FOR_TIMES = 20;
const MOST_KEPT = 12;

interface Work {
  begun: number;
  /** From 0 to 1. */
  done: number;
  took: number | null;
  sections: Promise<Map<string, Section[] | null>>;
}

/**
 * Figures worked out when they are asked for, a year with its quarters at once,
 * and once however many ask. A large record takes a while, so whoever asks may
 * be told how far it has come instead.
 */
export class Evaluations {
  readonly #db: CentralDb;
  readonly #now: () => Date;
  readonly #work = new Map<string, Work>();

  constructor(db: CentralDb, now: () => Date = () => new Date()) {
    this.#db = db;
    this.#now = now;
  }

  /** @param waitMs for so long at the most */
  async of(scheme: OfScheme, period: Period, waitMs: number): Promise<Evaluation | { done: number }> {
    const work = this.#workOn(scheme, periodOf(period.year)!);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), waitMs);
    });
    const sections = await Promise.race([work.sections, late]).finally(() => clearTimeout(timer));
    if (!sections) return { done: work.done };
    const { id, title, from, until } = period;
    return {
      scheme: { id: scheme.id, name: scheme.name },
      period: { id, title, from, until },
      at: new Date(work.begun).toISOString(),
      version: VERSION,
      suppressBelow: scheme.policy.suppressBelow,
      sections: sections.get(id === period.year ? 'year' : id) ?? null,
    };
  }

  #workOn(scheme: OfScheme, year: Period): Work {
    const key = `${scheme.id} ${year.id}`;
    const now = this.#now().getTime();
    const known = this.#work.get(key);
    const good =
      known && (known.took === null || now - known.begun < Math.max(GOOD_FOR_MS, GOOD_FOR_TIMES * known.took));
    if (good) return known;
    const work: Work = { begun: now, done: 0, took: null, sections: Promise.resolve(new Map()) };
    work.sections = this.#workOut(scheme, year, work);
    work.sections.catch(() => {
      // Whoever asks next has it tried again.
      if (this.#work.get(key) === work) this.#work.delete(key);
    });
    this.#work.delete(key);
    this.#work.set(key, work);
    for (const oldest of this.#work.keys()) {
      if (this.#work.size <= MOST_KEPT) break;
      this.#work.delete(oldest);
    }
    return work;
  }

  async #workOut(scheme: OfScheme, year: Period, work: Work): Promise<Map<string, Section[] | null>> {
    const now = this.#now();
    const [ids, imports] = await Promise.all([pathsIn(this.#db, scheme.id, year), useImports(this.#db, scheme.id)]);
    const figures = new YearFigures(scheme.policy, year.id);
    let counted = 0;
    for await (const some of readFacts(this.#db, ids, year.from, now)) {
      for (const facts of some) figures.count(pathRow(scheme.policy, facts, imports));
      counted += some.length;
      work.done = counted / ids.length;
    }
    const sections = figures.sections();
    work.took = this.#now().getTime() - now.getTime();
    return sections;
  }
}
