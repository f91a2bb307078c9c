import type { JsonataNode } from '../expression/jsonata-tree.ts'
import { itemsOf, membersOf, type Place } from '../place.ts'
import { isExpression } from '../visit.ts'
import { type DataShape, shapeOf, UNKNOWN } from './data-shape.ts'
import type { StateFlow } from './flow-context.ts'
import { followName } from './follow-path.ts'
import { report } from './path-reports.ts'

/** What `$states` offers to an expression. */
export interface StatesShapes {
  input: DataShape
  result?: DataShape
}

/** The shape of a value whose texts may be expressions; reports names in them that cannot exist. */
export function expressionShape(flow: StateFlow, place: Place, states: StatesShapes): DataShape {
  const { value } = place.node
  if (isExpression(value)) return textShape(flow, place, value, states)
  if (place.node.items) {
    const items = itemsOf(place).map(item => expressionShape(flow, item, states))
    return { kind: 'array', item: items.length === 1 ? items[0]! : UNKNOWN }
  }
  if (place.node.members === undefined) return shapeOf(value)
  return {
    kind: 'object',
    members: new Map(membersOf(place).map(member => [String(member.key), expressionShape(flow, member, states)])),
    isOpen: false,
  }
}

function textShape(flow: StateFlow, place: Place, text: string, states: StatesShapes): DataShape {
  const parsed = flow.context.parseExpression(text)
  if ('problem' in parsed) return UNKNOWN
  // A name that may be missing on purpose is asked for like this.
  const isGuarded = /\$exists|\?|\$lookup|\$type/.test(text)
  if (flow.isReporting && !isGuarded) visitPaths(parsed.tree, path => followStates(flow, place, path, states))
  const { tree } = parsed
  if (tree.type === 'path') return followStates({ ...flow, isReporting: false }, place, tree, states)
  return UNKNOWN
}

/** Follows `$states.input.a.b`. JSONata maps names over arrays, and yields nothing instead of failing at a scalar. */
function followStates(flow: StateFlow, place: Place, path: JsonataNode, states: StatesShapes): DataShape {
  const [root, from, ...rest] = path.steps ?? []
  if (root?.type !== 'variable' || root.value !== 'states' || from?.type !== 'name') return UNKNOWN
  let shape = from.value === 'input' ? states.input : from.value === 'result' ? states.result : undefined
  if (shape === undefined || from.stages || from.predicate || path.group) return UNKNOWN
  let written = `$states.${String(from.value)}`
  for (const step of rest) {
    if (step.type !== 'name' || step.stages || step.predicate || step.focus || step.index) return UNKNOWN
    written += `.${String(step.value)}`
    if (shape.kind === 'array') return UNKNOWN
    const followed = followName(shape, String(step.value))
    if (followed.kind !== 'shape') {
      report(flow, place, written, followed)
      return UNKNOWN
    }
    shape = followed.shape
  }
  return shape
}

function visitPaths(root: JsonataNode, visit: (path: JsonataNode) => void): void {
  const waiting: unknown[] = [root]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (typeof node !== 'object' || node === null) continue
    if ((node as JsonataNode).type === 'path') visit(node as JsonataNode)
    waiting.push(...Object.values(node))
  }
}
