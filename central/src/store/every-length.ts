import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely';
import type { CentralDb, NewRow, Tables } from './schema.ts';

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
      const same = query.parameters.length === values.length && values.every((v, i) => v === query!.parameters[i]);
      if (!same) throw new Error('a query does not use its values in their order');
      lengths.set(values.length, query);
    }
    return (await db.executeQuery<O>({ ...query, parameters: values })).rows;
  };
}

/**
 * An insert of many rows at once, compiled once for each number of rows.
 * @param columns all that a row has
 */
export function insertMany<T extends keyof Tables>(table: T, columns: readonly (keyof NewRow<T> & string)[]) {
  const insert = everyLength((db, values: unknown[]) =>
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
  return async (db: CentralDb, rows: NewRow<T>[]): Promise<void> => {
    const values: unknown[] = [];
    for (const row of rows) for (const column of columns) values.push(row[column]);
    await insert(db, values);
  };
}
