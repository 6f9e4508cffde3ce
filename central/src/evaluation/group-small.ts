/**
 * Which values of a list have too few people each to stand alone. Together they
 * are `other`, so the next smallest joins them until these are not few either.
 * Pure.
 */
export function smallOnes(people: Map<string, number>, below: number): Set<string> {
  const bySize = [...people].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const small = new Set<string>();
  let together = 0;
  for (const [value, count] of bySize) {
    if (count >= below && (together === 0 || together >= below)) break;
    small.add(value);
    together += count;
  }
  return small;
}
