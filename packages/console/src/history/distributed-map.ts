import { stateDefinitions } from '@pasos/graph/run'
import { isObject } from '../format/json-object.ts'

/**
 * The distributed Map within which a state runs, the innermost one, by its name: what becomes of the state stands in the Map's child executions and not in
 * the history of the execution itself. Nothing for other states.
 */
export function distributedMapAround(definition: string | undefined, name: string): string | undefined {
  const states = stateDefinitions(definition)
  let found: string | undefined
  for (const [map, state] of states) {
    const processor = state['ItemProcessor']
    if (!isObject(processor) || !isObject(processor['ProcessorConfig']) || processor['ProcessorConfig']['Mode'] !== 'DISTRIBUTED') continue
    // Outer states come before inner ones, so that the last Map that holds it is the innermost.
    if (stateDefinitions(JSON.stringify(processor)).has(name)) found = map
  }
  return found
}
