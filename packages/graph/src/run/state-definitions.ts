import type { Json, JsonObject } from '@pasos/asl'
import { isRecord } from '../shape/json-value.ts'

/** Every state of a definition, inner ones too, by its name. Empty for a text that is no definition. */
export function stateDefinitions(definition: string | undefined): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>()
  try {
    collect(JSON.parse(definition ?? '{}') as Json, found)
  } catch {
    // A running execution's definition is valid; a text that is not has no states to tell of.
  }
  return found
}

function collect(machine: Json | undefined, found: Map<string, JsonObject>): void {
  if (!isRecord(machine) || !isRecord(machine['States'])) return
  for (const [name, state] of Object.entries(machine['States'])) {
    if (!isRecord(state)) continue
    found.set(name, state)
    for (const branch of Array.isArray(state['Branches']) ? state['Branches'] : []) collect(branch, found)
    collect(state['ItemProcessor'] ?? state['Iterator'], found)
  }
}
