import type { QueryLanguage } from '../check-context.ts'

/** What a field's value may be. */
export type ValueShape =
  | { kind: 'any' }
  | { kind: 'string'; expression?: boolean; nonEmpty?: boolean }
  | { kind: 'boolean' }
  /** `End`. */
  | { kind: 'true' }
  | { kind: 'integer' | 'number'; min: number; max?: number; expression?: boolean }
  | { kind: 'timestamp' }
  | { kind: 'enum'; values: readonly string[] }
  /** A JSONPath; `null` discards. */
  | { kind: 'path'; nullable: boolean }
  /** A path to one place that is read; `context` allows `$$…`, `variable` allows `$name…`, `intrinsic` allows a function call. */
  | { kind: 'reference-path'; context?: boolean; variable?: boolean; intrinsic?: boolean }
  /** A path to one place that is written; `null` discards. */
  | { kind: 'result-path' }
  /** JSON in which fields ending in `.$` are JSONPaths or intrinsic functions. In a JSONata state the same field holds expressions. */
  | { kind: 'template'; root: 'any' | 'object' }
  /** JSON in which texts between {% and %} are JSONata expressions. */
  | { kind: 'expressions'; types: readonly ('array' | 'object' | 'any')[] }
  | { kind: 'condition' }
  | { kind: 'resource' }
  | { kind: 'assign' }
  | { kind: 'error-names' }
  | { kind: 'states' }
  | { kind: 'object'; shape: ShapeName }
  | { kind: 'list'; shape: ShapeName; nonEmpty?: boolean }
  | { kind: 'texts' }

export interface FieldShape {
  value: ValueShape
  /** The only query language that has this field; both when missing. */
  only?: QueryLanguage
}

export type ShapeName =
  | 'StateMachine'
  | 'Branch'
  | 'Processor'
  | 'ProcessorConfig'
  | 'Pass'
  | 'Task'
  | 'Choice'
  | 'Wait'
  | 'Succeed'
  | 'Fail'
  | 'Parallel'
  | 'Map'
  | 'Retrier'
  | 'Catcher'
  | 'ChoiceRule'
  | 'NestedRule'
  | 'Credentials'
  | 'ItemReader'
  | 'ReaderConfig'
  | 'ItemBatcher'
  | 'ResultWriter'
  | 'WriterConfig'

export interface ObjectShape {
  fields: Readonly<Record<string, FieldShape>>
  required: readonly string[]
  /** Of each group at most one. */
  exclusive?: readonly (readonly string[])[]
  /** Of each group exactly one. */
  oneOf?: readonly (readonly string[])[]
  /** Groups of which at least one must be there. */
  anyOf?: readonly (readonly string[])[]
  /** What a field that is there asks for: of these, the one of the state's query language. */
  asks?: Readonly<Record<string, readonly string[]>>
}
