/** Condition keys of one request, by name without regard to case. */
export interface RequestContext {
  get(key: string): readonly string[] | undefined
}

export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** Values, or how they are found once a policy asks for one: most policies ask for none, and finding them costs more than they do. */
export type ContextSource = ContextValues | (() => ContextValues)

export function requestContext(...sources: readonly ContextSource[]): RequestContext {
  let values: Map<string, readonly string[]> | undefined
  return {
    get(key) {
      values ??= valuesByName(sources)
      return values.get(key.toLowerCase())
    },
  }
}

function valuesByName(sources: readonly ContextSource[]): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>()
  for (const source of sources) {
    for (const [key, value] of Object.entries(typeof source === 'function' ? source() : source)) {
      if (value !== undefined) values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
    }
  }
  return values
}
