import type { JsonObject } from '@pasos/asl'
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
 * @throws Error for states that are not there
 */
export function rangeOf(definition: JsonObject, { from, until }: StateRange): JsonObject {
  if (from === undefined && until === undefined) return definition
  const copy = structuredClone(definition)
  const states = listStates(copy)
  const find = (name: string) => {
    const found = states.find(state => state.name === name)
    if (found === undefined) throw new Error(`There is no state "${name}"; there are: ${states.map(state => state.name).join(', ')}`)
    return found
  }
  if (until !== undefined) {
    const { state } = find(until)
    for (const field of Object.keys(state)) delete state[field]
    Object.assign(state, { Type: 'Pass', End: true })
  }
  if (from === undefined) return copy
  const { scope } = find(from)
  const language = copy['QueryLanguage']
  return { ...(language === undefined ? {} : { QueryLanguage: language }), ...scope, StartAt: from }
}
