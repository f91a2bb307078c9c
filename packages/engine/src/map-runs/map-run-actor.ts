import type { ChildId, ExecutionInfo, MapRun, MapRunSpec, StepEnvironment, Watermark } from '@pasos/asl'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { ItemPageRead, MapRunNumber } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'

/** What a Map Run has from its parent. */
export interface MapRunOwner {
  record: Pick<ExecutionRecord, 'definitionId' | 'roleArn' | 'stateMachineArn' | 'stateMachineVersionArn' | 'stateMachineAliasArn'>
  program: unknown
  environment: StepEnvironment
}

/** A Map Run in memory: it is there from its start until its end is on disk. */
export interface MapRunActor {
  readonly number: MapRunNumber
  readonly parent: ExecutionNumber
  readonly child: ChildId
  readonly spec: MapRunSpec
  readonly owner: MapRunOwner
  /** Index of the scope that its children run. */
  readonly childScope: number
  run: MapRun
  /** The page that is being taken in parts, and the index of its first item. */
  page?: { first: number; read: Extract<ItemPageRead, { outcome: 'read' }> }
  /** A new one after a redrive. */
  watermark: Watermark
  /** Children whose start is not on disk yet. */
  readonly starting: Set<ExecutionNumber>
  /** JSON text of its results, once they are gathered. */
  result?: string
  /** Epoch milliseconds of the last redrive of any of its children; 0 when there was none. */
  lastRedrive: number
  /** How far a redrive has looked for children: through so many statuses, and in the next one up to this item. */
  redriven: { statuses: number; from: number }
}

/** The name of a state machine as the context object has it: `arn:aws:states:region:account:stateMachine:name`, with a child's label. */
export function machineNameOf(stateMachineArn: string): ExecutionInfo['stateMachineName'] {
  return stateMachineArn.split(':')[6] ?? stateMachineArn
}
