import { numberArgument } from './command-line.ts'

/**
 * V8 is some four seconds about it until what is called most is compiled as it stays: till then a message through a queue takes half as much
 * again of the processor. What is to be measured is what follows.
 */
export const warmUpSeconds = numberArgument('--warm-up', 5)

/** Keeps a number of pieces of work in flight for some seconds. */
export async function drive(inFlight: number, seconds: number, one: () => Promise<unknown>): Promise<{ count: number; seconds: number }> {
  const begun = performance.now()
  const end = begun + seconds * 1_000
  let count = 0
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      await one()
      count++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return { count, seconds: (performance.now() - begun) / 1_000 }
}

/** Does work number 0 to `count` - 1, so many at a time. */
export async function each(count: number, inFlight: number, one: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
}
