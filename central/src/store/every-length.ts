import { type Compilable, CompiledQuery, type DialectAdapter } from 'kysely';
import type { CentralDb, NewRow, Tables } from './schema.ts';
import { isPostgres } from './write.ts';

/**
 * A query over a list of values that is built and compiled once for each length
 * of the list. For the hundreds of values of a batch of attendances, building
 * takes kysely several times as long as answering takes the database.
 * @param build must use these values as its parameters, in this order, and no others
 * @returns runs it with other values
 */
export function everyLength<V, O>(build: (db: CentralDb, values: V[]) => Compilable<O>) {
  const known = new WeakMap<DialectAdapter, Map<number, CompiledQuery<O>>>();
  return async (db: CentralDb, values: V[]): Promise<O[]> => {
    const { adapter } = db.getExecutor();
    const lengths = known.get(adapter) ?? new Map<number, CompiledQuery<O>>();
    known.set(adapter, lengths);
    let query = lengths.get(values.length);
    if (!query) {
      query = build(db, values).compile();
      const used = query.parameters.flat();
      const same = used.length === values.length && values.every((v, i) => v === used[i]);
      if (!same) throw new Error('a query does not use its values in their order');
      lengths.set(values.length, query);
    }
    return (await db.executeQuery<O>({ ...query, parameters: inPlaceOf(query.parameters, values) })).rows;
  };
}

/** On PostgreSQL a list is one parameter. */
function inPlaceOf(parameters: readonly unknown[], values: unknown[]): unknown[] {
  if (parameters.length === values.length && !parameters.some(Array.isArray)) return values;
  let next = 0;
  return parameters.map((one) => {
    const from = next;
    next += Array.isArray(one) ? one.length : 1;
    return Array.isArray(one) ? values.slice(from, next) : values[from];
  });
}

/**
 * An insert of many rows at once: on SQLite compiled once for each number of
 * rows, on PostgreSQL once, as each column goes over as one list.
 * @param columns all that a row has
 * @param numbers those of them that are no text
 */
export function insertMany<T extends keyof Tables>(
  table: T,
  columns: readonly (keyof NewRow<T> & string)[],
  numbers: readonly (keyof NewRow<T> & string)[],
) {
  const byRow = everyLength((db, values: unknown[]) =>
    db
      .insertInto(table as 'card_read')
      .values(
        Array.from(
          { length: values.length / columns.length },
          (_, row) =>
            Object.fromEntries(columns.map((column, i) => [column, values[row * columns.length + i]])) as never,
        ),
      ),
  );
  const lists = columns.map((column, i) => `$${i + 1}::${numbers.includes(column) ? 'bigint' : 'text'}[]`).join(', ');
  const names = columns.map((column) => `"${column}"`).join(', ');
  const byColumn = `insert into "${table}" (${names}) select ${names} from unnest(${lists}) as "new" (${names})`;
  return async (db: CentralDb, rows: NewRow<T>[]): Promise<void> => {
    if (isPostgres(db)) {
      await db.executeQuery(
        CompiledQuery.raw(
          byColumn,
          columns.map((column) => rows.map((row) => row[column])),
        ),
      );
      return;
    }
    const values: unknown[] = [];
    for (const row of rows) for (const column of columns) values.push(row[column]);
    await byRow(db, values);
  };
}
