/** A count that may be told only as "fewer than so many". Nought points at nobody. Pure. */
export function isSmall(count: number, below: number): boolean {
  return count > 0 && count < below;
}
