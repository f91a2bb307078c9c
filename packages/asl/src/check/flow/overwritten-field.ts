import { itemsOf, memberOf, membersOf, type Place, textOf } from '../place.ts'
import { tryParse } from '../rules/paths.ts'
import type { DataShape } from './data-shape.ts'
import type { StateFlow } from './flow-context.ts'

/** A field of the input that is lost, unless the state itself makes use of it or has put it there: then it is brought up to date. */
export function reportOverwritten(flow: StateFlow, resultPath: Place): void {
  const path = resultPath.node.value
  if (flow.firstInput === undefined || typeof path !== 'string' || path === '$') return
  if (!hasFieldAt(path, flow.input) || readsFrom(flow.place, path)) return
  // In a loop that polls, all there is to overwrite is the answer of the turn before.
  if (hasFieldAt(path, flow.firstInput())) flow.context.report('result-path-overwrites', resultPath, { state: flow.name, path })
}

function hasFieldAt(path: string, data: DataShape): boolean {
  const parsed = tryParse(path)
  // What a deployment fills in is no path yet.
  if (parsed === undefined) return false
  let shape: DataShape | undefined = data
  for (const step of parsed.steps) {
    shape = step.kind === 'property' && shape?.kind === 'object' ? shape.members.get(step.name) : undefined
  }
  return shape !== undefined
}

const READING = ['Parameters', 'ItemSelector', 'ItemsPath']

/** Whether what the state works on has the field in it, or a part of it. */
function readsFrom(state: Place, path: string): boolean {
  // Without Parameters the task is given all there is.
  if (!state.node.members?.has('Parameters')) return true
  const base = textOf(state, 'InputPath') ?? '$'
  return READING.flatMap(name => pathsIn(memberOf(state, name))).some(read => {
    const from = `${base}${read.slice(1)}`
    return isWithin(from, path) || isWithin(path, from)
  })
}

function pathsIn(place: Place | undefined): string[] {
  if (place === undefined) return []
  const { value } = place.node
  // Plain paths and those among the arguments of an intrinsic; not what is of the context object.
  if (typeof value === 'string') return [...value.matchAll(/(?<!\$)\$(?!\$)[^,)\s]*/g)].map(([found]) => found)
  return [...itemsOf(place), ...membersOf(place)].flatMap(pathsIn)
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}
