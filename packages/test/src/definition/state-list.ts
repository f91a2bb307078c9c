import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'

/** A state of a definition, wherever it stands. */
export interface ListedState {
  name: string
  /** JSON pointer to it. */
  pointer: string
  state: JsonObject
  /** The states it stands among, and their StartAt. */
  scope: JsonObject
}

/** All states of a definition, outer ones first, in the order in which they are written. */
export function listStates(definition: JsonObject, pointer = ''): ListedState[] {
  const states = definition['States']
  if (!isJsonObject(states)) return []
  return Object.entries(states).flatMap(([name, state]) => {
    if (!isJsonObject(state)) return []
    const own = `${pointer}/States/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return [{ name, pointer: own, state, scope: definition }, ...innerScopes(state, own).flatMap(inner => listStates(...inner))]
  })
}

function innerScopes(state: JsonObject, pointer: string): [JsonObject, string][] {
  const scopes: [Json | undefined, string][] = [
    ...list(state['Branches']).map((branch, index): [Json, string] => [branch, `${pointer}/Branches/${index}`]),
    [state['ItemProcessor'], `${pointer}/ItemProcessor`],
    [state['Iterator'], `${pointer}/Iterator`],
  ]
  return scopes.filter((scope): scope is [JsonObject, string] => scope[0] !== undefined && isJsonObject(scope[0]))
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
