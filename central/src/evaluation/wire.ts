/**
 * What central tells of many people at once. Everything here is as it may be
 * shown: small numbers are hidden already. The page, the CSV files and the
 * plots are all made of these tables, so none of them can show more.
 *
 * | | |
 * |---|---|
 * | `GET /api/evaluation/periods` | `{ schemes: SchemePeriods[] }`: what figures there can be |
 * | `GET /api/evaluation?scheme=&period=` | an Evaluation; 202 and `{ done }` from 0 to 1 while it is worked out |
 * | `GET /api/evaluation/csv?scheme=&period=&table=` | one of its tables, or all without `table` |
 * | `POST /api/evaluation/extract` | an ExtractWish; a zip of pseudonymised rows for research |
 */

/** A number; `hidden` where it would tell of too few people; null where there is none. */
export type Cell = number | 'hidden' | null;

/** How a column's numbers are written. */
export type Unit = 'people' | 'visits' | 'percent' | 'days' | 'points' | 'met-minutes' | 'hours' | 'pounds' | 'events';

export interface Column {
  title: string;
  unit: Unit;
}

export interface Row {
  title: string;
  cells: Cell[];
  /** Of the rows below or above it. */
  total?: boolean;
}

/** How a table is drawn besides: by the indexes of its columns. */
export type Plot =
  | { kind: 'bars'; column: number }
  /** Parts of each row, one beside the other. */
  | { kind: 'parts'; columns: number[] }
  /** A point between two ends; a line at nought where `zero`. */
  | { kind: 'ranges'; low: number; middle: number; high: number; zero: boolean };

export interface Table {
  id: string;
  title: string;
  /** What a row is. */
  rowTitle: string;
  columns: Column[];
  rows: Row[];
  plot: Plot | null;
  notes: string[];
}

/** In plain words, beside the figures and in docs/evaluation.md. */
export interface Definition {
  title: string;
  /** What is counted. */
  counts: string;
  /** Of whom, or of what. */
  of: string;
  leftOut: string;
  /** What it says where there is no data. */
  noData: string;
}

export interface Section {
  id: string;
  title: string;
  definitions: Definition[];
  tables: Table[];
}

export interface Evaluation {
  scheme: { id: string; name: string };
  period: { id: string; title: string; from: string; until: string };
  /** When the figures were worked out, from the record as it was then. */
  at: string;
  /** Of Tapwell. */
  version: string;
  suppressBelow: number;
  /** Null where fewer people than may be shown were referred; then there are no sections. */
  sections: Section[] | null;
}

export interface SchemePeriods {
  id: string;
  name: string;
  periods: { id: string; title: string }[];
  /** The one to begin with. */
  usual: string;
  /** For the research extract: periods are years. */
  years: { id: string; title: string }[];
}

export interface ExtractWish {
  scheme: string;
  year: string;
  reason: string;
}
