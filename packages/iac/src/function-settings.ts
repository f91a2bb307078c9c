/** What infrastructure as code says of a function beside its code; what only a deployment tells is left out. */
export interface FunctionSettings {
  timeoutSeconds?: number
  memoryMb?: number
  /** Empty where none is written, so that the last variable goes when it is taken away. */
  environment?: Record<string, string>
}

/**
 * Of values as they are written, or resolved as far as their file tells.
 *
 * @param variables nothing where none are written
 */
export function functionSettings(timeout: unknown, memory: unknown, variables: unknown): FunctionSettings {
  const timeoutSeconds = wholeNumber(timeout)
  const memoryMb = wholeNumber(memory)
  const environment = variables === undefined ? {} : environmentOf(variables)
  return {
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(environment !== undefined && { environment }),
  }
}

/** The variables whose values are known; nothing where there are others alone, which somebody may have set by hand. */
function environmentOf(variables: unknown): Record<string, string> | undefined {
  if (typeof variables !== 'object' || variables === null) return undefined
  const all = Object.entries(variables)
  const known = all.flatMap(([name, value]) => (isPlain(value) ? [[name, String(value)] as const] : []))
  return known.length === 0 && all.length > 0 ? undefined : Object.fromEntries(known)
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return Number.isInteger(number) ? (number as number) : undefined
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? !value.includes('${') : typeof value === 'number' || typeof value === 'boolean'
}
