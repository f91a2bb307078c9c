import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { PathSyntaxError } from '../path/path-syntax-error.ts'
import { convertState } from './convert-state.ts'
import { type ConversionReason, NotConvertible } from './refusal.ts'

export interface ConversionRefusal {
  state: string
  reason: ConversionReason | 'syntax'
  /** The path, function or field that it is about. */
  what: string
}

export interface Conversion {
  definition: Json
  /** By name, in the order of the text. */
  converted: string[]
  refusals: ConversionRefusal[]
}

/**
 * A state machine in JSONata in place of JSONPath. Wherever the machine gives a value, the converted one gives the same, and takes the
 * same way. Where a path leads nowhere both fail, though with another error's name; but a ResultPath into what is no object, and some
 * functions of what is missing (count, merge, split, contains), are no failure in JSONata. States that have no counterpart stay in
 * JSONPath, and are told.
 * @param only names of the states to convert; all without it
 */
export function convertMachine(definition: Json, only?: ReadonlySet<string>): Conversion {
  const conversion: Conversion = { definition, converted: [], refusals: [] }
  if (!isJsonObject(definition) || definition['QueryLanguage'] === 'JSONata') return conversion
  const states = new Set<JsonObject>()
  const machine = convertScope(definition, only, conversion, states)
  // The machine's own language may be JSONata only when no state is left in the other.
  if (conversion.refusals.length === 0 && only === undefined) {
    for (const state of states) delete state['QueryLanguage']
    const { QueryLanguage: _language, Comment: comment, ...rest } = machine
    return { ...conversion, definition: { ...(comment === undefined ? {} : { Comment: comment }), QueryLanguage: 'JSONata', ...rest } }
  }
  return { ...conversion, definition: machine }
}

function convertScope(
  scope: JsonObject,
  only: ReadonlySet<string> | undefined,
  conversion: Conversion,
  states: Set<JsonObject>,
): JsonObject {
  if (!isJsonObject(scope['States'])) return scope
  const converted = Object.entries(scope['States']).map(([name, state]) => {
    if (!isJsonObject(state)) return [name, state] as const
    const next = convertOne(name, state, only, conversion)
    states.add(next)
    return [name, withInside(next, only, conversion, states)] as const
  })
  return { ...scope, States: Object.fromEntries(converted) }
}

function convertOne(name: string, state: JsonObject, only: ReadonlySet<string> | undefined, conversion: Conversion): JsonObject {
  if (state['QueryLanguage'] === 'JSONata' || (only && !only.has(name))) return { ...state }
  try {
    const { Type: type, ...rest } = convertState(state)
    conversion.converted.push(name)
    return { Type: type ?? null, QueryLanguage: 'JSONata', ...rest }
  } catch (error) {
    if (error instanceof NotConvertible) conversion.refusals.push({ state: name, reason: error.reason, what: error.what })
    else if (error instanceof PathSyntaxError) conversion.refusals.push({ state: name, reason: 'syntax', what: error.message })
    else throw error
    return { ...state }
  }
}

/** Changed in place, so that whoever knows the state finds it whole. */
function withInside(state: JsonObject, only: ReadonlySet<string> | undefined, conversion: Conversion, states: Set<JsonObject>): JsonObject {
  const inside = (scope: Json) => (isJsonObject(scope) ? convertScope(scope, only, conversion, states) : scope)
  if (Array.isArray(state['Branches'])) state['Branches'] = state['Branches'].map(inside)
  for (const key of ['ItemProcessor', 'Iterator']) if (state[key] !== undefined) state[key] = inside(state[key])
  return state
}
