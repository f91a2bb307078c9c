import type { Json } from '../json.ts'

/** Why a function can't work on its arguments; the call around it makes a `States.Runtime` of it. */
export class InvalidArguments {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

// AWS: numbers of the Math functions and ArrayRange are 32-bit integers (intrinsic-functions.html).
const LEAST = -2_147_483_648
const GREATEST = 2_147_483_647

export function requireArray(value: Json | undefined, place: string): Json[] {
  if (Array.isArray(value)) return value
  throw new InvalidArguments(`the ${place} argument must be an array`)
}

export function requireText(value: Json | undefined, place: string): string {
  if (typeof value === 'string') return value
  throw new InvalidArguments(`the ${place} argument must be a string`)
}

/** AWS rounds a number that is not whole, halves upwards: 2.5 → 3, -1.5 → -1 (recorded on AWS). */
export function requireInteger(value: Json | undefined, place: string): number {
  if (typeof value !== 'number') throw new InvalidArguments(`the ${place} argument must be a number`)
  const integer = Math.round(value) + 0 // + 0: no negative zero
  if (integer >= LEAST && integer <= GREATEST) return integer
  throw new InvalidArguments(`the ${place} argument must be between ${LEAST} and ${GREATEST}`)
}

export function requireSmallText(value: string, place: string, limit = 10_000): string {
  if (value.length <= limit) return value
  throw new InvalidArguments(`the ${place} argument must not be longer than ${limit} characters`)
}
