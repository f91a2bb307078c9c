import type { QueryLanguage, WorkflowType } from './check-context.ts'
import type { Place } from './place.ts'
import type { FieldShape, ObjectShape, ShapeName } from './shape/shape.ts'

/** An object of the definition that has a shape, on its way past the rules. */
export interface ObjectVisit {
  place: Place
  name: ShapeName
  shape: ObjectShape
  /** That of the state it belongs to; the machine's for what belongs to none. */
  language: QueryLanguage
  /** What runs it: the machine, or the child workflows of a distributed Map that it stands in. */
  type: WorkflowType
  /** The state it is or belongs to; undefined for a machine, branch or processor. */
  state?: StateInfo
}

export interface StateInfo {
  name: string
  type: string
  place: Place
}

/** A field with a known shape, on its way past the rules on values. */
export interface FieldVisit extends ObjectVisit {
  field: Place
  fieldName: string
  fieldShape: FieldShape
}

/** A list of states: a whole machine, a branch of a Parallel state or the processor of a Map state. */
export interface ScopeVisit {
  place: Place
  /** Missing when `States` is missing or no object. */
  states: Place | undefined
  /** In the order of the text. */
  list: readonly Place[]
  /** The scope around it. */
  parent?: ScopeVisit
  /** The Map or Parallel state it belongs to. */
  owner?: StateInfo
}

export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4
}
