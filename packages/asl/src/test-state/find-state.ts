import { type CheckOptions, checkDefinition, checkStateDefinition } from '../check/check-definition.ts'
import type { Finding } from '../check/finding.ts'
import { hasErrors, invalidDefinitionMessage } from '../check/validate-result.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { parseJson } from '../spelled-numbers.ts'
import { TestStateRefusal } from './refusal.ts'

/** AWS: what a tested state is called, also when it has a name in the machine that was sent. */
export const testedName = 'StateName'

/** A state taken out of its machine. */
export interface TestedState {
  state: JsonObject
  /** The machine's default, which the state inherits. */
  queryLanguage?: Json
}

/** What is known of AWS's APIs, which a definition is held to when a machine is created and when a state of it is tested. */
export type KnownApis = Pick<CheckOptions, 'sdkActions' | 'inputShape'>

/**
 * Finds the state to test: the definition itself, or the state of that name at any depth of a machine.
 *
 * @throws TestStateRefusal InvalidDefinition, or ValidationException when there is no such state
 */
export function findTestedState(definition: string, stateName: string | undefined, apis: KnownApis): TestedState {
  if (stateName === undefined) {
    refuseIfInvalid(checkStateDefinition(definition, { ...apis, name: testedName, advice: false }))
    return { state: parseJson(definition) as JsonObject }
  }
  refuseIfInvalid(checkDefinition(definition, { ...apis, advice: false }))
  const machine = parseJson(definition) as JsonObject
  const state = stateNamed(machine, stateName)
  if (state === undefined) throw new TestStateRefusal('State not found in definition')
  return { state, ...(machine['QueryLanguage'] !== undefined && { queryLanguage: machine['QueryLanguage'] }) }
}

/** The tested state as a machine of its own, whose text can be compiled. */
export function soleMachine({ state, queryLanguage }: TestedState): string {
  return JSON.stringify({
    ...(queryLanguage !== undefined && { QueryLanguage: queryLanguage }),
    StartAt: testedName,
    States: { [testedName]: state },
  })
}

/** The names of all states within a Map or Parallel state, at any depth. */
export function namesWithin(state: JsonObject): string[] {
  return innerScopes(state).flatMap(scope => statesOf(scope).flatMap(([name, inner]) => [name, ...namesWithin(inner)]))
}

function refuseIfInvalid(findings: readonly Finding[]): void {
  if (hasErrors(findings)) throw new TestStateRefusal(invalidDefinitionMessage(findings), 'InvalidDefinition')
}

function stateNamed(scope: JsonObject, wanted: string): JsonObject | undefined {
  const states = statesOf(scope)
  const found = states.find(([name]) => name === wanted)
  if (found !== undefined) return found[1]
  for (const [, state] of states) {
    for (const inner of innerScopes(state)) {
      const deeper = stateNamed(inner, wanted)
      if (deeper !== undefined) return deeper
    }
  }
  return undefined
}

function statesOf(scope: JsonObject): [string, JsonObject][] {
  const states = scope['States']
  return isJsonObject(states) ? Object.entries(states).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])) : []
}

function innerScopes(state: JsonObject): JsonObject[] {
  const { ItemProcessor, Iterator: iterator, Branches } = state
  return [ItemProcessor, iterator, ...(Array.isArray(Branches) ? Branches : [])].filter(isJsonObject)
}
