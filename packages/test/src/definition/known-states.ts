import type { JsonObject } from '@pasos/asl'
import { MockError } from '../mocks/mock.ts'
import { type ListedState, listStates } from './state-list.ts'

/** The names that a test may use for a definition. */
export interface KnownStates {
  /** Of all states, wherever they stand. */
  all: readonly string[]
  /** Those that ask somebody, whom a mock stands for: Tasks, and Maps with an ItemReader. */
  asking: readonly string[]
}

export function knownStates(definition: JsonObject): KnownStates {
  const states = listStates(definition)
  return { all: states.map(({ name }) => name), asking: states.filter(asks).map(({ name }) => name) }
}

function asks({ state }: ListedState): boolean {
  return state['Type'] === 'Task' || (state['Type'] === 'Map' && state['ItemReader'] !== undefined)
}

/**
 * A misspelt name is never visited and mocks nothing, so that what a test says of it would be right for ever.
 * @throws MockError that tells what there is
 */
export function refuseUnknownStates(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw new MockError(`There is no state "${unknown}". There are: ${known.join(', ')}`)
}

/** The same for those that something is asked of. */
export function refuseUnknownTasks(names: readonly string[], { asking }: KnownStates): void {
  const unknown = names.find(name => !asking.includes(name))
  if (unknown === undefined) return
  const known = asking.join(', ') || 'none'
  throw new MockError(`There is no Task, and no Map with an ItemReader, that is called "${unknown}". There are: ${known}`)
}
