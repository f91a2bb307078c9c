const MASK = (1n << 48n) - 1n
const FACTOR = 0x5deece66dn

/** The first number (0 ≤ n < 1) of a generator started with `seed`: Java's `new Random(seed).nextDouble()`. */
export function seededRandom(seed: number): number {
  const start = BigInt.asUintN(64, BigInt(Math.trunc(seed))) & MASK
  const first = next(start ^ FACTOR)
  const second = next(first)
  return (Number(first >> 22n) * 2 ** 27 + Number(second >> 21n)) / 2 ** 53
}

function next(state: bigint): bigint {
  return (state * FACTOR + 0xbn) & MASK
}
