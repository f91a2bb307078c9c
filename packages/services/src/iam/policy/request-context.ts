/** Condition keys of one request, by name without regard to case. */
export interface RequestContext {
  get(key: string): readonly string[] | undefined
}

export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>

export function requestContext(...sources: readonly ContextValues[]): RequestContext {
  const values = new Map<string, readonly string[]>()
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (value !== undefined) values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
    }
  }
  return { get: key => values.get(key.toLowerCase()) }
}
