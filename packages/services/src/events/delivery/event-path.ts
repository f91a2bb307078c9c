/** What a path such as `$.detail.items[0]['a b']` leads to; `undefined` where it leads nowhere. Only fields and places of lists are known. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** Whether a text is such a path. */
export function isEventPath(path: string): boolean {
  return /^\$(?:\.[A-Za-z0-9_-]+|\['[^']+'\]|\[\d+\])*$/.test(path)
}

function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\.([A-Za-z0-9_-]+)|\['([^']+)'\]|\[(\d+)\]/g)].map(([, name, quoted, index]) =>
    index === undefined ? (name ?? quoted ?? '') : Number(index),
  )
}
