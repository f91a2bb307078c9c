import { itemsOf, memberOf, type Place, textOf } from '../place.ts'
import { tryParse } from '../rules/paths.ts'
import { PATH_TWINS } from '../shape/shapes.ts'
import { choiceEdges } from './choice-edges.ts'
import { closed, type DataShape, shapeOf, TEXT, UNKNOWN, withValueAt } from './data-shape.ts'
import type { FlowEdge, StateFlow, StateOutcome } from './flow-context.ts'
import { expressionShape } from './jsonata-shapes.ts'
import { reportOverwritten } from './overwritten-field.ts'
import { pathField, templateShape } from './path-reports.ts'
import { taskResult } from './result-shapes.ts'
import { canPassToken } from './task-advice.ts'

/** Runs the inside of a Map or Parallel state with the given input; answers with what its scopes end in. */
export type RunScopes = (state: Place, input: DataShape) => DataShape[]

/** Follows data through one state, from its input to every state it can lead to. */
export function stateOutcome(flow: StateFlow, runScopes: RunScopes): StateOutcome {
  if (flow.type === 'Choice') return choiceEdges(flow)
  return flow.language === 'JSONata' ? jsonataOutcome(flow, runScopes) : jsonPathOutcome(flow, runScopes)
}

function jsonPathOutcome(flow: StateFlow, runScopes: RunScopes): StateOutcome {
  const { place, type } = flow
  const effective = pathField(flow, memberOf(place, 'InputPath'), flow.input)
  for (const path of fieldsOf(place, PATH_TWINS.keys())) pathField(flow, path, effective)
  let output = effective
  if (type === 'Pass' || type === 'Task' || type === 'Parallel' || type === 'Map') {
    let result = jsonPathResult(flow, effective, runScopes)
    const selector = memberOf(place, 'ResultSelector')
    if (selector) result = templateShape(flow, selector, result)
    const resultPath = memberOf(place, 'ResultPath')
    if (resultPath && type !== 'Pass') reportOverwritten(flow, resultPath)
    // AWS: ResultPath counts from the raw input, whatever InputPath has taken of it.
    output = applyResultPath(resultPath, flow.input, result)
  }
  output = pathField(flow, memberOf(place, 'OutputPath'), output)
  const followed = follow(flow, output)
  return { ...followed, edges: [...followed.edges, ...catchEdges(flow)] }
}

function jsonPathResult(flow: StateFlow, effective: DataShape, runScopes: RunScopes): DataShape {
  const { place, type, name } = flow
  const template = memberOf(place, 'Parameters')
  const given = template && type !== 'Map' ? templateShape(flow, template, effective) : effective
  if (type === 'Pass') {
    const result = memberOf(place, 'Result')
    return result ? shapeOf(result.node.value) : given
  }
  const inside = type === 'Task' ? undefined : runScopes(place, type === 'Map' ? itemShape(flow, effective) : given)
  return resultOf(flow, name, inside)
}

function jsonataOutcome(flow: StateFlow, runScopes: RunScopes): StateOutcome {
  const { place, type, name, input } = flow
  const argument = memberOf(place, 'Arguments')
  const given = argument ? expressionShape(flow, argument, { input }) : input
  for (const value of fieldsOf(place, ['Items', ...PATH_TWINS.values()])) expressionShape(flow, value, { input })
  const hasResult = type === 'Task' || type === 'Parallel' || type === 'Map'
  const inside = type === 'Parallel' || type === 'Map' ? runScopes(place, type === 'Map' ? UNKNOWN : given) : undefined
  const result = hasResult ? resultOf(flow, name, inside) : undefined
  const states = { input, ...(result && { result }) }
  const assign = memberOf(place, 'Assign')
  if (assign) expressionShape(flow, assign, states)
  const output = memberOf(place, 'Output')
  const data = output ? expressionShape(flow, output, states) : (result ?? input)
  const followed = follow(flow, data)
  return { ...followed, edges: [...followed.edges, ...catchEdges(flow)] }
}

/** Those of these fields that a state has, or a part of it that is no state. */
function fieldsOf(place: Place, names: Iterable<string>): Place[] {
  const reader = memberOf(place, 'ItemReader')
  const holders = [place, reader && memberOf(reader, 'ReaderConfig'), memberOf(place, 'ItemBatcher')]
  return [...names].flatMap(name => holders.flatMap(holder => (holder && memberOf(holder, name)) ?? []))
}

function resultOf(flow: StateFlow, name: string, inside: DataShape[] | undefined): DataShape {
  const result = plainResult(flow, name, inside)
  flow.sawResult?.(result)
  return result
}

function plainResult(flow: StateFlow, name: string, inside: DataShape[] | undefined): DataShape {
  const samples = flow.samples.results
  if (samples && Object.hasOwn(samples, name)) return shapeOf(samples[name]!)
  if (flow.type === 'Task') return taskResult(textOf(flow.place, 'Resource') ?? '', name, canPassToken(flow.place))
  if (flow.type === 'Map' && flow.place.node.members?.has('ResultWriter')) return UNKNOWN
  return { kind: 'array', item: inside?.length === 1 ? inside[0]! : UNKNOWN }
}

/** What one iteration of a Map state starts with. */
function itemShape(flow: StateFlow, effective: DataShape): DataShape {
  const { place } = flow
  // With an ItemReader, ItemsPath is applied to what is read.
  const isRead = place.node.members?.has('ItemReader') === true
  const items = isRead ? UNKNOWN : pathField(flow, memberOf(place, 'ItemsPath'), effective)
  const selector = memberOf(place, 'ItemSelector') ?? memberOf(place, 'Parameters')
  const selected = selector ? templateShape(flow, selector, effective) : undefined
  if (isRead || place.node.members?.has('ItemBatcher')) return UNKNOWN
  return selected ?? (items.kind === 'array' ? items.item : UNKNOWN)
}

function follow(flow: StateFlow, data: DataShape): StateOutcome {
  const target = textOf(flow.place, 'Next')
  if (target !== undefined) return { edges: [{ target, data }] }
  return flow.type === 'Fail' ? { edges: [] } : { edges: [], end: data }
}

const ERROR_OUTPUT = closed({ Error: TEXT, Cause: TEXT })

function catchEdges(flow: StateFlow): FlowEdge[] {
  const catchers = memberOf(flow.place, 'Catch')
  if (catchers === undefined) return []
  return itemsOf(catchers).map(catcher => {
    const output = memberOf(catcher, 'Output')
    if (flow.language === 'JSONata') {
      return { target: textOf(catcher, 'Next') ?? '', data: output ? expressionShape(flow, output, { input: flow.input }) : ERROR_OUTPUT }
    }
    return { target: textOf(catcher, 'Next') ?? '', data: applyResultPath(memberOf(catcher, 'ResultPath'), flow.input, ERROR_OUTPUT) }
  })
}

function applyResultPath(place: Place | undefined, input: DataShape, result: DataShape): DataShape {
  if (place === undefined) return result
  if (place.node.value === null) return input
  if (typeof place.node.value !== 'string') return UNKNOWN
  const names: (string | number)[] = []
  const path = tryParse(place.node.value)
  // A path that a deployment fills in, `${Path}`, is none yet.
  if (path === undefined) return UNKNOWN
  for (const step of path.steps) {
    if (step.kind === 'property') names.push(step.name)
    else if (step.kind === 'index') names.push(step.index)
    else return UNKNOWN
  }
  return withValueAt(input, names, result)
}
