/** The smallest round number at or above a value: 1, 2, 2.5 or 5 times a power of ten, so that the marks of an axis can be read. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  // A hair of slack: 0.3 / 0.1 is a little less than 3.
  const step = [1, 2, 2.5, 5, 10].find(each => each * power >= value * (1 - 1e-9))!
  return step * power
}

/** Places on an axis of so many periods, at most `most` of them and evenly apart, the first one among them. */
export function ticks(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step)
}
