import type { MapState, Program } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import { textLength } from '../json-size.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import { mapItem } from '../machine/scope-view.ts'
import type { StepEnvironment } from '../machine/snapshot.ts'
import type { PathScope } from '../path/select.ts'
import type { Template } from '../template/template.ts'
import { newWorkBudget, type WorkBudget } from '../work-budget.ts'
import type { MapRunSpec, SelectorView } from './map-run.ts'

/** Some of a Map Run's items as they were read; `keys` are the members' names when the Map goes over an object. */
export interface ItemPage {
  values: readonly Json[]
  keys?: readonly string[]
  /** What each was read from, where they differ in it. */
  sources?: readonly string[]
  /** Index of the first one. */
  first: number
}

/**
 * What the ItemSelector makes of items; without one they stay as they are.
 *
 * @param mostCharacters of JSON text, about; a selector may make much of little, so it stops there, and the other items are for another call
 * @throws StatesFailure of the selector's paths and expressions
 */
export function selectItems(
  program: Program,
  spec: MapRunSpec,
  page: ItemPage,
  env: StepEnvironment,
  mostCharacters = Number.POSITIVE_INFINITY,
): readonly Json[] {
  const { view, source } = spec
  if (view === undefined) return page.values
  const { itemSelector, flow } = mapStateOf(program, spec)
  const select = (value: Json, index: number): Json => {
    const context = {
      ...view.context,
      Map: { Item: mapItem(value, page.first + index, page.keys?.[index], page.sources?.[index] ?? source) },
    }
    const budget = newWorkBudget(env.memo)
    if (flow.language !== 'JSONata') return (itemSelector as Template).render(pathScope(view, context, budget), env)
    const scope = {
      ...{ states: { input: view.input, context }, now: env.now, env, budget },
      variable: (name: string) => variableOf(view, name),
      variableNames: () => Object.keys(view.variables),
    }
    return (itemSelector as JsonataTemplate).render(scope, 'ItemSelector')
  }
  const selected: Json[] = []
  let rest = mostCharacters
  while (rest > 0 && selected.length < page.values.length) {
    const item = select(page.values[selected.length]!, selected.length)
    if (rest < Number.POSITIVE_INFINITY) rest -= textLength(item, rest)
    selected.push(item)
  }
  return selected
}

/** The state whose Map Run this is. */
export function mapStateOf(program: Program, { scope, state: name }: Pick<MapRunSpec, 'scope' | 'state'>): MapState {
  const state = program.scopes[scope]?.states.get(name)
  if (state?.type !== 'Map') throw new Error(`The program has no Map state '${name}' in scope ${scope}`)
  return state
}

function pathScope(view: SelectorView, context: JsonObject, budget: WorkBudget): PathScope {
  return { input: view.input, budget, context: () => context, variable: name => variableOf(view, name) }
}

function variableOf({ variables }: SelectorView, name: string): Json | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined
}
