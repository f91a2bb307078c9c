import type { ParsedPath, PathStep } from '../../path/path-step.ts'
import { type DataShape, UNKNOWN } from './data-shape.ts'

export type Followed =
  | { kind: 'shape'; shape: DataShape }
  /** The path cannot lead anywhere: `what` stands at the step that fails. */
  | { kind: 'nowhere'; step: string; what: DataShape }
  /** The path asks for `Payload` of what a function returned, as if it had been called through lambda:invoke. */
  | { kind: 'payload-of-function'; state: string }

/** Follows a path through a shape. A path with filters, wildcards or functions leads to something unknown. */
export function followPath(path: ParsedPath, input: DataShape): Followed {
  if (path.root.kind !== 'input') return { kind: 'shape', shape: UNKNOWN }
  return followSteps(path.steps, input)
}

function followSteps(steps: readonly PathStep[], input: DataShape): Followed {
  let shape = input
  for (const step of steps) {
    if (step.kind === 'property') {
      const next = followName(shape, step.name)
      if (next.kind !== 'shape') return next
      shape = next.shape
    } else if (step.kind === 'index') {
      if (shape.kind === 'array') shape = shape.item
      else if (shape.kind === 'unknown') shape = UNKNOWN
      else return { kind: 'nowhere', step: `[${step.index}]`, what: shape }
    } else return { kind: 'shape', shape: UNKNOWN }
  }
  return { kind: 'shape', shape }
}

export function followName(shape: DataShape, name: string): Followed {
  switch (shape.kind) {
    case 'unknown':
      if (shape.resultOf !== undefined && name === 'Payload') return { kind: 'payload-of-function', state: shape.resultOf }
      return { kind: 'shape', shape: UNKNOWN }
    case 'object': {
      const member = shape.members.get(name)
      if (member) return { kind: 'shape', shape: member }
      return shape.isOpen ? { kind: 'shape', shape: UNKNOWN } : { kind: 'nowhere', step: name, what: shape }
    }
    case 'array':
    case 'scalar':
      return { kind: 'nowhere', step: name, what: shape }
  }
}

/** Says what stands where a path ends, e.g. `there are only 'a', 'b'`. Names and types only: it reads alike in every language's frame. */
export function describeShape(shape: DataShape): string {
  switch (shape.kind) {
    case 'unknown':
      return 'unknown'
    case 'scalar':
      return shape.type
    case 'array':
      return 'array'
    case 'object': {
      const names = [...shape.members.keys()]
      const shown = names.slice(0, 8).join(', ')
      return `{${names.length > 8 ? `${shown}, …` : shown}}`
    }
  }
}
