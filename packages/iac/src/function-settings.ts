/** What infrastructure as code says of a function beside its code; what only a deployment tells is left out. */
export interface FunctionSettings {
  timeoutSeconds?: number
  memoryMb?: number
  environment?: Record<string, string>
}

/** Of values as they are written, or resolved as far as their file tells. */
export function functionSettings(timeout: unknown, memory: unknown, variables: unknown): FunctionSettings {
  const timeoutSeconds = wholeNumber(timeout)
  const memoryMb = wholeNumber(memory)
  const environment = Object.entries(typeof variables === 'object' && variables !== null ? variables : {}).flatMap(([name, value]) =>
    isPlain(value) ? [[name, String(value)] as const] : [],
  )
  return {
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(environment.length > 0 && { environment: Object.fromEntries(environment) }),
  }
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return Number.isInteger(number) ? (number as number) : undefined
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? !value.includes('${') : typeof value === 'number' || typeof value === 'boolean'
}
