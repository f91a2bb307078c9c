/** The place of the first that is not less than what is wanted, in what is sorted; its length where all are less. */
export function firstAtLeast<T extends string | number>(sorted: ArrayLike<T>, wanted: T): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
