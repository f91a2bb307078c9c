import type { CheckContext } from '../check-context.ts'
import { memberOf, type Place, textOf } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'
import { languageOf } from '../walk.ts'
import { type DataShape, isSameShape, join, shapeOf, UNKNOWN } from './data-shape.ts'
import type { FlowSamples, StateFlow, StateOutcome } from './flow-context.ts'
import { stateOutcome } from './state-outcome.ts'

// A loop that adds to its data never settles: after this many changes a state's input counts as unknown.
const MAX_CHANGES = 6
// Scopes within scopes are run again for every change around them; this bounds the product.
const MAX_STEPS = 20_000

/** Told what is known of a state's data, once all shapes are known. */
export type ShapeObserver = (state: string, shape: { input: DataShape } | { result: DataShape }) => void

interface Flow {
  observe?: ShapeObserver
  context: CheckContext
  samples: FlowSamples
  scopes: ReadonlyMap<Place['node'], ScopeVisit>
  steps: number
}

/**
 * Follows the shape of data from state to state until nothing changes, then reports what cannot work: paths that lead nowhere.
 * Only for definitions without errors.
 */
export function followData(scopes: readonly ScopeVisit[], samples: FlowSamples, context: CheckContext, observe?: ShapeObserver): void {
  const [root] = scopes
  if (root === undefined) return
  const flow: Flow = {
    ...(observe && { observe }),
    context,
    samples,
    scopes: new Map(scopes.map(scope => [scope.place.node, scope])),
    steps: 0,
  }
  runScope(flow, root, samples.input === undefined ? UNKNOWN : shapeOf(samples.input), true)
}

function runScope(flow: Flow, scope: ScopeVisit, input: DataShape, isReporting: boolean): DataShape {
  const states = new Map(scope.list.map(place => [String(place.key), place]))
  const inputs = settle(flow, scope, states, input)
  let end: DataShape | undefined
  for (const [name, place] of states) {
    const given = inputs.get(name)
    if (given === undefined) continue
    const firstInput = () => settle(flow, scope, states, input, name).get(name) ?? UNKNOWN
    const outcome = runState(flow, name, place, given, isReporting ? firstInput : undefined)
    if (outcome.end) end = end ? join(end, outcome.end) : outcome.end
  }
  return end ?? UNKNOWN
}

/** The input of each state that can be entered; with `until`, before that state has run. */
function settle(
  flow: Flow,
  scope: ScopeVisit,
  states: ReadonlyMap<string, Place>,
  input: DataShape,
  until?: string,
): Map<string, DataShape> {
  const start = textOf(scope.place, 'StartAt') ?? ''
  const inputs = new Map([[start, input]])
  const changes = new Map<string, number>()
  const waiting = [start]
  while (waiting.length > 0) {
    const name = waiting.pop()!
    const place = states.get(name)
    if (place === undefined || name === until) continue
    const { edges } = runState(flow, name, place, inputs.get(name)!)
    for (const { target, data } of edges) {
      const known = inputs.get(target)
      const count = changes.get(target) ?? 0
      const next = known === undefined ? data : count > MAX_CHANGES || flow.steps > MAX_STEPS ? UNKNOWN : join(known, data)
      if (known !== undefined && isSameShape(known, next)) continue
      inputs.set(target, next)
      changes.set(target, count + 1)
      waiting.push(target)
    }
  }
  return inputs
}

function runState(flow: Flow, name: string, place: Place, input: DataShape, firstInput?: () => DataShape): StateOutcome {
  flow.steps++
  const isReporting = firstInput !== undefined
  const { context, samples, observe } = flow
  if (isReporting) observe?.(name, { input })
  const state: StateFlow = {
    name,
    place,
    type: textOf(place, 'Type') ?? '',
    language: languageOf(place, context),
    input,
    samples,
    context,
    isReporting,
    ...(firstInput && { firstInput }),
    ...(isReporting && observe && { sawResult: (result: DataShape) => observe(name, { result }) }),
  }
  return stateOutcome(state, (owner, given) =>
    insideOf(owner).flatMap(part => {
      const scope = flow.scopes.get(part.node)
      if (scope === undefined) return []
      // Too much work already: the inside is looked at once, with an input nothing is known of.
      if (flow.steps > MAX_STEPS && !isReporting) return [UNKNOWN]
      return [runScope(flow, scope, flow.steps > MAX_STEPS ? UNKNOWN : given, isReporting)]
    }),
  )
}

/** The places of the scopes in a Map or Parallel state. */
function insideOf(state: Place): Place[] {
  const processor = memberOf(state, 'ItemProcessor') ?? memberOf(state, 'Iterator')
  if (processor) return [processor]
  const branches = memberOf(state, 'Branches')
  return (branches?.node.items ?? []).map((node, key) => ({ node, key, ...(branches && { parent: branches }) }))
}
