/** What a catcher puts into a state's output, wherever its ResultPath says: `{"Error": …, "Cause": …}` and nothing else. Empty without one. */
export function caughtError(output: string): { error?: string; cause?: string } {
  let found: { Error: string; Cause?: unknown } | undefined
  try {
    JSON.parse(output, (_key, value: unknown) => {
      if (isErrorOutput(value)) found = value
      return value
    })
  } catch {
    return {}
  }
  if (!found) return {}
  return { error: found.Error, ...(typeof found.Cause === 'string' ? { cause: found.Cause } : {}) }
}

function isErrorOutput(value: unknown): value is { Error: string; Cause?: unknown } {
  if (typeof value !== 'object' || value === null || typeof (value as { Error?: unknown }).Error !== 'string') return false
  return Object.keys(value).every(key => key === 'Error' || key === 'Cause')
}
