/** One execution as the live endpoints tell it. Dates are epoch milliseconds; `input` and `output` JSON text. */
export interface ExecutionRecord {
  executionArn: string
  stateMachineArn: string
  stateMachineVersionArn?: string
  stateMachineAliasArn?: string
  roleArn: string
  name: string
  type: 'STANDARD' | 'EXPRESS'
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'
  startDate: number
  stopDate?: number
  input: string
  output?: string
  error?: string
  /** Only where a list was asked for it. */
  failedState?: string
  cause?: string
  redriveCount: number
  redriveDate?: number
  parentExecutionArn?: string
  /** Of a child of a distributed Map: whose. */
  mapRun?: { arn: string }
}
