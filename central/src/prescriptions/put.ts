/** Puts a value into a map of maps. */
export function put<T>(into: Map<string, Map<string, T>>, first: string, second: string, value: T): void {
  let inner = into.get(first);
  if (!inner) {
    inner = new Map();
    into.set(first, inner);
  }
  inner.set(second, value);
}
