/** What a number may be. */
export interface NumberBounds {
  readonly kind: 'integer' | 'number'
  readonly min: number
  readonly max: number
}

/** What AWS calls the longest time in seconds: eight digits. */
export const MAX_SECONDS = 99_999_999
// Counts are Java's ints on AWS.
const MAX_COUNT = 2_147_483_647

/**
 * The bounds of every field that may hold a number or lead to one by a path or an expression. A value is held to them wherever it comes
 * from: the checks ask of literals, `step()` of the rest.
 */
export const numberBounds = {
  Seconds: { kind: 'integer', min: 0, max: MAX_SECONDS },
  TimeoutSeconds: { kind: 'integer', min: 1, max: MAX_SECONDS },
  HeartbeatSeconds: { kind: 'integer', min: 1, max: MAX_SECONDS },
  MaxConcurrency: { kind: 'integer', min: 0, max: MAX_COUNT },
  ToleratedFailureCount: { kind: 'integer', min: 0, max: MAX_COUNT },
  ToleratedFailurePercentage: { kind: 'number', min: 0, max: 100 },
  MaxItems: { kind: 'integer', min: 0, max: 100_000_000 },
  MaxItemsPerBatch: { kind: 'integer', min: 0, max: MAX_COUNT },
  MaxInputBytesPerBatch: { kind: 'integer', min: 0, max: 262_144 },
} as const satisfies Record<string, NumberBounds>

/** The bounds of a field by its name in a definition, with or without the `Path`. */
export function boundsOf(field: string): NumberBounds {
  const name = field.replace(/Path$/, '')
  if (!Object.hasOwn(numberBounds, name)) throw new Error(`The field '${field}' has no bounds`)
  return numberBounds[name as keyof typeof numberBounds]
}
