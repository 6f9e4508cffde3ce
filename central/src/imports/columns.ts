import { Problem } from '@tapwell/shared/http/problem';
import { type Table, withoutApostrophe } from './csv.ts';
import type { ColumnView } from './wire.ts';

/** A column as it is asked for. */
export interface Column<Name extends string> {
  name: Name;
  title: string;
  /** Other things people call it. */
  also?: string[];
  hint: string;
  needed?: boolean;
}

export type Cells<Name extends string> = Record<Name, string>;

/**
 * Each line's cells by the names of our columns; a column that is missing is
 * empty on every line. Pure.
 * @throws Problem 400 when a needed column is missing, or one is there twice
 */
export function cellsOf<Name extends string>(
  table: Table,
  columns: Column<Name>[],
): { line: number; cells: Cells<Name> }[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const header = table.header.map(plain);
  const places = columns.map((column) => {
    const names = [column.title, ...(column.also ?? [])].map(plain);
    const found = header.flatMap((one, i) => (names.includes(one) ? [i] : []));
    if (found.length > 1) throw notUnderstood(`There are two columns for “${column.title}”.`);
    return found[0];
  });
  const missing = columns.filter((column, i) => column.needed && places[i] === undefined).map((c) => `“${c.title}”`);
  if (missing.length > 0) {
    throw notUnderstood(`The first line must name the columns. There is none for ${missing.join(', ')}.`);
  }
  return table.rows.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(
      columns.map((column, i) => [column.name, withoutApostrophe((cells[places[i] ?? -1] ?? '').trim())]),
    ) as Cells<Name>,
  }));
}

export function columnViews(columns: Column<string>[]): ColumnView[] {
  return columns.map(({ title, hint, needed = false }) => ({ title, hint, needed }));
}

function notUnderstood(says: string): Problem {
  return new Problem(400, 'Not understood', says);
}
