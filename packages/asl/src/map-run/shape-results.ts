import { memberText, parseJson } from '../spelled-numbers.ts'
import type { ChildNames } from './child-names.ts'
import type { ChildStatus, ResultWriterRequest } from './map-run.ts'

/** A child execution that has ended, as its row tells it. Dates are epoch milliseconds; `input` and `output` JSON text. */
export interface EndedChild {
  executionArn: string
  stateMachineArn: string
  name: string
  status: ChildStatus
  input: string
  output?: string
  error?: string
  cause?: string
  startDate: number
  stopDate?: number
  redriveCount: number
}

/** A child execution that a Map Run was to start and has not. */
export interface PendingChild extends ChildNames {
  /** JSON text. */
  input: string
}

/** The JSON text that tells of a child which never began. */
export function pendingText({ executionArn, input, name, stateMachineArn }: PendingChild): string {
  const told = { ExecutionArn: executionArn, Input: input, InputDetails: { Included: true }, Name: name }
  return JSON.stringify({ ...told, StateMachineArn: stateMachineArn, Status: 'PENDING' })
}

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN'

/** AWS: results that are exported stay as they are unless told otherwise, others are compact. */
export function transformationOf(writer: Pick<ResultWriterRequest, 'resource' | 'config'> | undefined): Transformation {
  const wanted = writer?.config['Transformation']
  if (wanted === 'NONE' || wanted === 'COMPACT' || wanted === 'FLATTEN') return wanted
  return writer?.resource === undefined ? 'COMPACT' : 'NONE'
}

/**
 * The JSON texts that a child adds to the list of results: its output, the members of its output, or what DescribeExecution would say.
 * AWS ("ResultWriter", WriterConfig): a child that fails is told whole, whatever becomes of the others' outputs.
 */
export function resultTexts(child: EndedChild, transformation: Transformation): string[] {
  if (transformation === 'NONE' || child.output === undefined) return [JSON.stringify(executionResult(child))]
  if (transformation === 'COMPACT') return [child.output]
  const output = parseJson(child.output)
  return Array.isArray(output) ? output.map((_, index) => memberText(output, index)) : [child.output]
}

function executionResult(child: EndedChild): object {
  const { executionArn, input, name, output, error, cause, redriveCount, startDate, stopDate, stateMachineArn, status } = child
  const included = { Included: true }
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ...{ ExecutionArn: executionArn, Input: input, InputDetails: included, Name: name },
    ...(output === undefined ? {} : { Output: output, OutputDetails: included }),
    RedriveCount: redriveCount,
    ...(status === 'SUCCEEDED'
      ? { RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }
      : { RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' }),
    ...{ StartDate: new Date(startDate).toISOString(), StateMachineArn: stateMachineArn, Status: status },
    ...(stopDate === undefined ? {} : { StopDate: new Date(stopDate).toISOString() }),
  }
}
