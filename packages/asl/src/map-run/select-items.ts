import type { MapState, Program } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import { mapItem } from '../machine/scope-view.ts'
import type { StepEnvironment } from '../machine/snapshot.ts'
import type { PathScope } from '../path/select.ts'
import { memberOf, plainNumbers, putMember, type SpelledNumber } from '../spelled-numbers.ts'
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
 * What the ItemSelector makes of all items of a page.
 *
 * @throws StatesFailure of the selector's paths and expressions
 */
export function selectItems(program: Program, spec: MapRunSpec, page: ItemPage, env: StepEnvironment): readonly Json[] {
  const select = itemSelection(program, spec, page)
  return select === undefined ? unselectedItems(program, spec, page) : page.values.map((_, index) => select(index, env))
}

/**
 * The items of a page where there is no ItemSelector. AWS: members of an object are handed on as pairs; numbers that a reader read are
 * doubles where the state's language is JSONata.
 */
export function unselectedItems(program: Program, spec: MapRunSpec, { values, keys }: ItemPage): readonly Json[] {
  if (keys !== undefined) return keys.map((key, index) => pairOf(key, memberOf(values, index, values[index] ?? null)))
  const isPlain = spec.items.kind === 'read' && mapStateOf(program, spec).flow.language === 'JSONata'
  return isPlain ? values.map(plainNumbers) : values
}

function pairOf(key: string, value: Json | SpelledNumber): JsonObject {
  const pair: JsonObject = { Key: key }
  putMember(pair, 'Value', value)
  return pair
}

/**
 * The ItemSelector over a page, item by item: `index` counts within the page. Nothing where there is no selector.
 *
 * @throws StatesFailure of the selector's paths and expressions; PutAside where the environment has a memo and one of them takes long
 */
export function itemSelection(
  program: Program,
  spec: MapRunSpec,
  page: ItemPage,
): ((index: number, env: StepEnvironment) => Json) | undefined {
  const { view, source } = spec
  if (view === undefined) return undefined
  const { itemSelector, flow } = mapStateOf(program, spec)
  return (index, env) => {
    const context = {
      ...view.context,
      Map: {
        Item: mapItem(
          memberOf(page.values, index, page.values[index]!),
          page.first + index,
          page.keys?.[index],
          page.sources?.[index] ?? source,
        ),
      },
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
