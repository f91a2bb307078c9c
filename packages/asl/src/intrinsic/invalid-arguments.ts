import type { Json } from '../json.ts'

/** A function can't work on its arguments; the call around it makes a `States.Runtime` of it. */
export class InvalidArguments {
  /** What AWS says of it; of most functions it says nothing more. */
  readonly reason: string | undefined

  constructor(reason?: string) {
    this.reason = reason
  }
}

/** A template with a brace that stands alone. The words and the full stop are those of an execution on AWS (aws/aws-cdk#29261). */
export class InvalidTemplate extends InvalidArguments {}

// AWS: numbers of the Math functions and ArrayRange are 32-bit integers (intrinsic-functions.html).
const LEAST = -2_147_483_648
const GREATEST = 2_147_483_647

export function requireArray(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value
  throw new InvalidArguments()
}

export function requireText(value: Json | undefined): string {
  if (typeof value === 'string') return value
  throw new InvalidArguments()
}

/** AWS rounds a number that is not whole, halves upwards: 2.5 → 3, -1.5 → -1 (recorded on AWS). */
export function requireInteger(value: Json | undefined): number {
  if (typeof value !== 'number') throw new InvalidArguments()
  const integer = Math.round(value) + 0 // + 0: no negative zero
  if (integer >= LEAST && integer <= GREATEST) return integer
  throw new InvalidArguments()
}

export function requireSmallText(value: string): string {
  if (value.length <= 10_000) return value
  throw new InvalidArguments()
}
