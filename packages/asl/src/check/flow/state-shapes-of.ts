import { parseJsonSource } from '../../definition/json-source.ts'
import { JsonSyntaxError } from '../../definition/json-syntax-error.ts'
import { createFindingList } from '../check-context.ts'
import type { Place } from '../place.ts'
import { hasErrors } from '../validate-result.ts'
import { declaresJsonata, walkMachine } from '../walk.ts'
import type { DataShape } from './data-shape.ts'
import type { FlowSamples } from './flow-context.ts'
import { followData } from './follow-data.ts'

/** What is known of a state's data before anything runs. */
export interface StateShapes {
  input: DataShape
  /** Of a task, Map or Parallel: what ResultSelector and `$states.result` see. */
  result?: DataShape
  /** Variables that the definition assigns anywhere. */
  variables: readonly string[]
}

/** The shapes of the states that can be reached, by their names; undefined for a definition with errors. Never throws. */
export function stateShapesOf(text: string, samples: FlowSamples = {}): ReadonlyMap<string, StateShapes> | undefined {
  const list = createFindingList(text, 'STANDARD')
  list.allowsSubstitutions = true
  const root = rootOf(text)
  if (root?.node.members === undefined) return undefined
  if (declaresJsonata(root)) list.language = 'JSONata'
  const scopes = walkMachine(root, list)
  if (hasErrors(list.findings)) return undefined
  const variables = [...new Set(scopes.flatMap(({ place }) => assignedBelow(place)))]
  const shapes = new Map<string, StateShapes>()
  followData(scopes, samples, list, (name, shape) => shapes.set(name, { variables, ...shapes.get(name), ...shape } as StateShapes))
  return shapes
}

function rootOf(text: string): Place | undefined {
  try {
    return { node: parseJsonSource(text).root }
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

function assignedBelow({ node }: Place): string[] {
  const own = [...(node.members?.values() ?? [])].flatMap(({ name, node: value }) => [
    ...(name === 'Assign' ? [...(value.members?.keys() ?? [])].map(key => key.replace(/\.\$$/, '')) : []),
    ...assignedBelow({ node: value }),
  ])
  return [...own, ...(node.items ?? []).flatMap(item => assignedBelow({ node: item }))]
}

/** A shape as one reads it: `{ number: number, tags: [string], … }`. */
export function printShape(shape: DataShape, depth = 0): string {
  switch (shape.kind) {
    case 'unknown':
      return '?'
    case 'scalar':
      return shape.type
    case 'array':
      return `[${printShape(shape.item, depth + 1)}]`
    case 'object': {
      if (depth > 4) return '{ … }'
      const members = [...shape.members].map(([name, member]) => `${name}: ${printShape(member, depth + 1)}`)
      return members.length === 0 && !shape.isOpen ? '{}' : `{ ${[...members, ...(shape.isOpen ? ['…'] : [])].join(', ')} }`
    }
  }
}

/** The names in an object of a shape, after these steps. */
export function namesAt(shape: DataShape | undefined, steps: readonly string[]): { name: string; shape: DataShape }[] {
  let at = shape
  for (const step of steps) at = at?.kind === 'object' ? at.members.get(step) : at?.kind === 'array' ? at.item : undefined
  if (at?.kind === 'array') at = at.item
  return at?.kind === 'object' ? [...at.members].map(([name, member]) => ({ name, shape: member })) : []
}
