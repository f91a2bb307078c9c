import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { list, listStates } from '../definition/state-list.ts'

/** What tests can cover of a definition. */
export type Metric = 'states' | 'transitions' | 'choiceRules' | 'retriers' | 'catchers' | 'mapOutcomes'

export const METRICS: readonly Metric[] = ['states', 'transitions', 'choiceRules', 'retriers', 'catchers', 'mapOutcomes']

export interface CoverageItem {
  metric: Metric
  state: string
  /** Names it among the state's: `→ Next`, `Choices[0]`, `an item failed`. */
  what: string
  /** JSON pointer to where it stands. */
  pointer: string
}

export const MAP_OUTCOMES = ['an item succeeded', 'an item failed', 'no items'] as const

/** Everything in a definition that a test can cover. */
export function coverageItems(definition: JsonObject): CoverageItem[] {
  return listStates(definition).flatMap(({ name, pointer, state }) => [
    { metric: 'states' as const, state: name, what: '', pointer },
    ...transitionsOf(state).map(({ next, at }) => ({
      ...{ metric: 'transitions' as const, state: name, what: `→ ${next}`, pointer: `${pointer}${at}` },
    })),
    ...decisionsOf(name, pointer, state),
    ...(state['Type'] === 'Map' ? MAP_OUTCOMES : []).map(what => ({ metric: 'mapOutcomes' as const, state: name, what, pointer })),
  ])
}

/** Where a state may go, each once, with the first place that says so. */
function transitionsOf(state: JsonObject): { next: string; at: string }[] {
  const found = new Map<string, string>()
  const add = (next: Json | undefined, at: string) => {
    if (typeof next === 'string' && !found.has(next)) found.set(next, at)
  }
  if (state['Type'] !== 'Choice') add(state['Next'], '/Next')
  for (const field of ['Choices', 'Catch']) {
    list(state[field]).forEach((rule, index) => {
      if (isJsonObject(rule)) add(rule['Next'], `/${field}/${index}`)
    })
  }
  add(state['Default'], '/Default')
  return [...found].map(([next, at]) => ({ next, at }))
}

function decisionsOf(state: string, pointer: string, fields: JsonObject): CoverageItem[] {
  const each = (field: string, metric: Metric) =>
    list(fields[field]).map((_, index) => ({ metric, state, what: `${field}[${index}]`, pointer: `${pointer}/${field}/${index}` }))
  return [
    ...each('Choices', 'choiceRules'),
    ...(fields['Default'] === undefined ? [] : [{ metric: 'choiceRules' as const, state, what: 'Default', pointer: `${pointer}/Default` }]),
    ...each('Retry', 'retriers'),
    ...each('Catch', 'catchers'),
  ]
}
