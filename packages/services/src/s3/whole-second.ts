/** AWS: S3 tells times in whole seconds, so that lists and headers say the same. Epoch milliseconds. */
export function wholeSecond(now: number): number {
  return Math.floor(now / 1_000) * 1_000
}
