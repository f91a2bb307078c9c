import { createPositions } from '../check/check-context.ts'
import type { TextPosition } from '../check/finding.ts'
import { itemsOf, locationOf, memberOf, membersOf, type Place, textOf } from '../check/place.ts'
import { parseJsonSource } from '../definition/json-source.ts'
import { JsonSyntaxError } from '../definition/json-syntax-error.ts'

/** Where something stands in a definition. */
export interface DefinitionPlace {
  /** As AWS writes it: `/States/C/Choices[0]/Variable`. */
  location: string
  position: TextPosition
}

/** A text in a definition that is evaluated. */
export interface ExpressionPlace extends DefinitionPlace {
  text: string
  /** Path of names in the state, such as `Choices[0]/Variable`. */
  field: string
}

/** The state of a name, wherever it stands; undefined where the text is no definition or has no such state. */
export function placeOfState(definition: string, name: string): Place | undefined {
  try {
    return findState({ node: parseJsonSource(definition).root }, name)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

function findState(scope: Place, name: string): Place | undefined {
  const states = memberOf(scope, 'States')
  for (const state of states === undefined ? [] : membersOf(states)) {
    if (state.key === name) return state
    const processor = memberOf(state, 'ItemProcessor') ?? memberOf(state, 'Iterator')
    const branches = memberOf(state, 'Branches')
    for (const inner of [...(processor ? [processor] : []), ...(branches ? itemsOf(branches) : [])]) {
      const found = findState(inner, name)
      if (found !== undefined) return found
    }
  }
  return undefined
}

export function placeIn(definition: string, place: Place): DefinitionPlace {
  return { location: locationOf(place), position: createPositions(definition)(place.member?.nameStart ?? place.node.start) }
}

/** The texts of a state that are evaluated: paths, intrinsics, JSONata. Not those of the states inside it. */
export function expressionsIn(definition: string, state: Place): ExpressionPlace[] {
  const isJsonata = textOf(state, 'QueryLanguage') === 'JSONata'
  const found: ExpressionPlace[] = []
  const visit = (place: Place): void => {
    if (place.key === 'ItemProcessor' || place.key === 'Iterator' || place.key === 'Branches') return
    for (const child of place.node.items ? itemsOf(place) : membersOf(place)) visit(child)
    const { value } = place.node
    if (typeof value !== 'string' || !(value.startsWith('{%') || (!isJsonata && isPathField(String(place.key))))) return
    const location = locationOf(place)
    found.push({ ...placeIn(definition, place), location, text: value, field: location.slice(locationOf(state).length + 1) })
  }
  visit(state)
  return found
}

function isPathField(name: string): boolean {
  return name.endsWith('.$') || name.endsWith('Path') || name === 'Variable'
}
