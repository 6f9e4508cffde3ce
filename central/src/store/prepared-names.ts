/** More than there are queries that come often; each costs every connection some kilobytes. */
const MOST = 400;
/** What is asked less often than this is not worth keeping. */
const OFTEN = 3;

/**
 * Names under which a server keeps the queries it has read and planned: given
 * to those that come again, as many as there is room for. A query for all
 * columns gets none, as its answer changes its form when another process adds a
 * column, and the server refuses that to whoever prepared it before.
 */
export function preparedNames(most = MOST): (text: string) => string | undefined {
  const seen = new Map<string, { times: number; name: string | undefined }>();
  let named = 0;
  return (text) => {
    let query = seen.get(text);
    if (!query) {
      // Most of these came once and will never come again.
      if (seen.size >= 10 * most) for (const [other, { name }] of seen) if (!name) seen.delete(other);
      query = { times: 0, name: undefined };
      seen.set(text, query);
    }
    query.times += 1;
    if (!query.name && query.times >= OFTEN && named < most && !ALL_COLUMNS.test(text)) query.name = `q${++named}`;
    return query.name;
  };
}

const ALL_COLUMNS = /(?:select|returning|[.,]) *\*/;
