import { Datum, type Json, type JsonObject, memberOf } from '@pasos/asl'

/**
 * What a path such as `$.detail.items[0]['a b']` leads to, a number with its text; `undefined` where it leads nowhere. Only fields and
 * places of lists are known.
 */
export function datumAt(document: Json, path: string): Datum | undefined {
  let found = new Datum(document)
  for (const step of stepsOf(path)) {
    const holder = found.value
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined
    found = Datum.of(memberOf(holder, step, (holder as JsonObject)[step]!))
  }
  return found
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
