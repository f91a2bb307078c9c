/** Tells, of figures that have an end, whether none has grown for so long: what is slow is not stuck. */
export function standstill(mostMs: number): (...figures: number[]) => boolean {
  const highest: number[] = []
  let since = performance.now()
  return (...figures) => {
    for (const [at, figure] of figures.entries()) {
      if (figure <= (highest[at] ?? Number.NEGATIVE_INFINITY)) continue
      highest[at] = figure
      since = performance.now()
    }
    return performance.now() - since > mostMs
  }
}
