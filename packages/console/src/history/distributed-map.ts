import type { Json, JsonObject } from '@pasos/asl'
import { isObject } from '../format/json-object.ts'

/**
 * The distributed Map within which a state runs, the innermost one, by the names of both: what becomes of the state stands in the Map's child executions
 * and not in the history of the execution itself. `states` are all states of a definition, outer ones before inner ones; made once for it.
 */
export function distributedMaps(states: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, string> {
  const around = new Map<string, string>()
  for (const [map, state] of states) {
    const processor = state['ItemProcessor']
    if (!isObject(processor) || !isObject(processor['ProcessorConfig']) || processor['ProcessorConfig']['Mode'] !== 'DISTRIBUTED') continue
    // The last Map that holds a state is the innermost.
    for (const name of namesIn(processor)) around.set(name, map)
  }
  return around
}

function* namesIn(machine: Json | undefined): Generator<string> {
  if (!isObject(machine) || !isObject(machine['States'])) return
  for (const [name, state] of Object.entries(machine['States'])) {
    yield name
    if (!isObject(state)) continue
    for (const branch of Array.isArray(state['Branches']) ? state['Branches'] : []) yield* namesIn(branch)
    yield* namesIn(state['ItemProcessor'] ?? state['Iterator'])
  }
}
