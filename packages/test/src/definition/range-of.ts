import type { JsonObject } from '@pasos/asl'
import { MockError } from '../mocks/mock.ts'
import { refuseUnknownStates } from './known-states.ts'
import { listStates } from './state-list.ts'

/** Which part of a definition a run is about. */
export interface StateRange {
  /** Begins with this state, which gets the run's input; within a Parallel or Map the run is that branch's or iteration's. */
  from?: string | undefined
  /** Ends before this state: the run's output is what this state would have been given. */
  until?: string | undefined
}

/**
 * The definition of a part of another.
 * @throws MockError for states that are not there, and for an end outside of the beginning's branch or Map
 */
export function rangeOf(definition: JsonObject, { from, until }: StateRange): JsonObject {
  if (from === undefined && until === undefined) return definition
  const copy = structuredClone(definition)
  const states = listStates(copy)
  const find = (name: string) => {
    refuseUnknownStates(
      [name],
      states.map(state => state.name),
    )
    return states.find(state => state.name === name)!
  }
  if (until !== undefined) {
    const { state } = find(until)
    for (const field of Object.keys(state)) delete state[field]
    Object.assign(state, { Type: 'Pass', End: true })
  }
  if (from === undefined) return copy
  const { scope } = find(from)
  if (until !== undefined && !listStates(scope).some(({ name }) => name === until)) {
    throw new MockError(`A run that begins with "${from}" never comes to "${until}", which stands outside of its branch or Map.`)
  }
  const language = copy['QueryLanguage']
  return { ...(language === undefined ? {} : { QueryLanguage: language }), ...scope, StartAt: from }
}
