import type { ChoiceRule } from '../choice/choice-rule.ts'
import type { Intrinsic } from '../intrinsic/intrinsic.ts'
import type { Json, JsonObject } from '../json.ts'
import type { JsonataTemplate } from '../jsonata/jsonata-template.ts'
import type { Path } from '../path/path.ts'
import type { ReferencePath } from '../path/reference-path.ts'
import type { Template } from '../template/template.ts'

/**
 * A compiled definition. Immutable and shared by all executions of its state machine: paths, templates and expressions are
 * parsed once. Scopes (the machine itself, branches, item processors) are numbered so that a frame can name its own.
 */
export interface Program {
  readonly scopes: readonly Scope[]
  readonly timeoutSeconds: number | undefined
}

/** States that hand over to each other: a machine, a branch of a Parallel or the processor of a Map. Scope 0 is the machine. */
export interface Scope {
  readonly id: number
  readonly startAt: string
  readonly states: ReadonlyMap<string, State>
}

export type State = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState

/** What a state does with its data in the JSONPath dialect. `undefined` is the field's default, `null` discards. */
export interface JsonPathFlow {
  readonly language: 'JSONPath'
  readonly inputPath: Path | null | undefined
  readonly parameters: Template | undefined
  readonly resultSelector: Template | undefined
  readonly resultPath: ReferencePath | null | undefined
  readonly outputPath: Path | null | undefined
  readonly assign: Template | undefined
}

export interface JsonataFlow {
  readonly language: 'JSONata'
  readonly arguments: JsonataTemplate | undefined
  readonly output: JsonataTemplate | undefined
  readonly assign: JsonataTemplate | undefined
}

export type DataFlow = JsonPathFlow | JsonataFlow

/** A field that may be written as a literal, as a `…Path` twin or as a JSONata expression. */
export type DynamicField =
  | { readonly kind: 'literal'; readonly field: string; readonly value: number | string }
  | { readonly kind: 'path'; readonly field: string; readonly path: Path }
  | { readonly kind: 'intrinsic'; readonly field: string; readonly intrinsic: Intrinsic }
  | JsonataField

export interface JsonataField {
  readonly kind: 'jsonata'
  readonly field: string
  /** Where the field stands in its state, as failures tell it: `ItemBatcher/MaxItemsPerBatch`. */
  readonly location: string
  readonly text: string
  readonly template: JsonataTemplate
}

interface StateBase {
  readonly name: string
  readonly flow: DataFlow
  /** The state that follows; undefined ends the scope. */
  readonly next: string | undefined
}

export interface Retrier {
  readonly errors: readonly string[]
  readonly intervalSeconds: number
  readonly maxAttempts: number
  readonly backoffRate: number
  readonly maxDelaySeconds: number | undefined
  readonly hasFullJitter: boolean
}

export interface Catcher {
  readonly errors: readonly string[]
  readonly next: string
  readonly resultPath: ReferencePath | null | undefined
  readonly assign: Template | undefined
  readonly jsonataOutput: JsonataTemplate | undefined
  readonly jsonataAssign: JsonataTemplate | undefined
}

/** Retry and Catch of a Task, Parallel or Map. */
export interface ErrorPolicy {
  readonly retriers: readonly Retrier[]
  readonly catchers: readonly Catcher[]
}

export interface PassState extends StateBase {
  readonly type: 'Pass'
  readonly result: { readonly value: Json } | undefined
}

export interface SucceedState extends StateBase {
  readonly type: 'Succeed'
}

export interface FailState extends StateBase {
  readonly type: 'Fail'
  readonly error: DynamicField | undefined
  readonly cause: DynamicField | undefined
}

export interface WaitState extends StateBase {
  readonly type: 'Wait'
  readonly until: { readonly unit: 'Seconds' | 'Timestamp'; readonly value: DynamicField }
}

export interface ChoiceBranch {
  readonly rule: ChoiceRule | undefined
  readonly condition: JsonataTemplate | undefined
  readonly conditionText: string
  readonly next: string
  readonly flow: DataFlow
}

export interface ChoiceState extends StateBase {
  readonly type: 'Choice'
  readonly choices: readonly ChoiceBranch[]
  readonly defaultNext: string | undefined
}

/** How a Resource is invoked; decides which events its history has. */
export interface TaskResource {
  readonly kind: 'function' | 'activity' | 'service'
  readonly arn: string
  /** For services: e.g. `sqs` or `aws-sdk:s3`. */
  readonly resourceType: string
  /** For services: the action with its pattern, e.g. `sendMessage.waitForTaskToken`. */
  readonly resource: string
  /** Whether `$$.Task.Token` exists: with `.waitForTaskToken`, and with `.sync`, which a token can end early. */
  readonly hasToken: boolean
  readonly waitsForToken: boolean
}

export interface TaskState extends StateBase {
  readonly type: 'Task'
  readonly resource: TaskResource
  readonly timeout: DynamicField | undefined
  readonly heartbeat: DynamicField | undefined
  /** In JSONPath the object that is written, in JSONata its RoleArn. */
  readonly credentials: Template | DynamicField | undefined
  readonly policy: ErrorPolicy
}

export interface ParallelState extends StateBase {
  readonly type: 'Parallel'
  readonly branches: readonly number[]
  readonly policy: ErrorPolicy
}

export interface ItemBatcher {
  readonly maxItems: DynamicField | undefined
  readonly maxBytes: DynamicField | undefined
  readonly batchInput: Template | JsonataTemplate | undefined
}

/** Where a distributed Map gets its items from. */
export interface ItemReader {
  readonly resource: string
  readonly request: Template | JsonataTemplate | undefined
  /** ReaderConfig as written, without MaxItems. */
  readonly config: JsonObject
  readonly maxItems: DynamicField | undefined
}

/** Where a distributed Map's results go; without a resource they are only shaped. */
export interface ResultWriter {
  readonly resource: string | undefined
  readonly request: Template | JsonataTemplate | undefined
  /** WriterConfig as written. */
  readonly config: JsonObject | undefined
}

export interface MapState extends StateBase {
  readonly type: 'Map'
  readonly scope: number
  readonly isDistributed: boolean
  /** Distributed only: names the Map Run and its child executions. */
  readonly label: string | undefined
  readonly childType: 'STANDARD' | 'EXPRESS'
  readonly itemsPath: Path | undefined
  readonly items: { readonly text: string; readonly template: JsonataTemplate } | undefined
  readonly itemSelector: Template | JsonataTemplate | undefined
  readonly maxConcurrency: DynamicField | undefined
  readonly toleratedCount: DynamicField | undefined
  readonly toleratedPercentage: DynamicField | undefined
  readonly reader: ItemReader | undefined
  readonly batcher: ItemBatcher | undefined
  readonly writer: ResultWriter | undefined
  readonly policy: ErrorPolicy
}
