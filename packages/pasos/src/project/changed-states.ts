import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type Json } from '@pasos/asl'

/** The states that differ between two definitions, each with what became of it: `Charge`, `+Refund`, `-Ship`; empty where none does. */
export function changedStates(before: string, after: string): string[] {
  const [old, now] = [before, after].map(text => statesIn(JSON.parse(text) as Json))
  const names = new Set([...old!.keys(), ...now!.keys()])
  return [...names].flatMap(name => {
    if (!old!.has(name)) return [`+${name}`]
    if (!now!.has(name)) return [`-${name}`]
    return isDeepStrictEqual(old!.get(name), now!.get(name)) ? [] : [name]
  })
}

/** By their names, wherever they stand, without the states within them. */
function statesIn(value: Json, found = new Map<string, Json>()): Map<string, Json> {
  if (!isJsonObject(value)) return found
  for (const [name, state] of Object.entries(isJsonObject(value['States']) ? value['States'] : {})) {
    if (!isJsonObject(state)) continue
    const { Branches, ItemProcessor, Iterator: iterator, ...own } = state
    found.set(name, own)
    const inner = [...(Array.isArray(Branches) ? Branches : []), ItemProcessor, iterator]
    for (const scope of inner) if (scope !== undefined) statesIn(scope, found)
  }
  return found
}
