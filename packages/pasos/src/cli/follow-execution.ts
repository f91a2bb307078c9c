import type { DescribeExecutionOutput, SFNClient, StartSyncExecutionOutput } from '@aws-sdk/client-sfn'
import { CommandError, EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

export interface FollowOptions {
  endpoint: string
  /** Prints each event on stderr. */
  watch?: boolean
  json?: boolean
  /** Seconds after which nobody waits any more. */
  timeout: number
  /** The server is this command's own, and gone when it ends. */
  isThrowaway?: boolean
}

type TellOptions = FollowOptions & { isExpress?: boolean }

/** How an execution ended, as the one call or the other tells it. */
export type Ended = (DescribeExecutionOutput | StartSyncExecutionOutput) & { $metadata: unknown }

const POLL_MS = 100
const EXIT_BY_STATUS: Record<string, number> = {
  SUCCEEDED: EXIT.ok,
  FAILED: EXIT.executionFailed,
  TIMED_OUT: EXIT.executionStopped,
  ABORTED: EXIT.executionStopped,
}

/** Waits for an execution's end. @throws CommandError when it takes longer than asked for */
export async function followExecution(client: SFNClient, executionArn: string, { timeout, watch }: FollowOptions): Promise<Ended> {
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn')
  const { printNewEvents } = await import('./print-events.ts')
  const deadline = Date.now() + timeout * 1000
  let seen = 0
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }))
    if (watch) seen = await printNewEvents(client, executionArn, seen)
    if (execution.status !== 'RUNNING') return execution
    if (Date.now() > deadline) throw new CommandError(message('stillRunning', { seconds: timeout, arn: executionArn }), EXIT.stillRunning)
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

/** Prints the output alone on stdout, why there is none on stderr; returns the exit code. */
export async function tellEnd(client: SFNClient, execution: Ended, options: TellOptions): Promise<number> {
  const { $metadata: _metadata, ...answer } = execution
  if (options.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
  else if (execution.status === 'SUCCEEDED') process.stdout.write(`${execution.output}\n`)
  if (execution.status !== 'SUCCEEDED') await explainEnd(client, execution, options)
  return EXIT_BY_STATUS[execution.status!] ?? EXIT.failed
}

/** What ended it, in which state, and where there is more about it. */
async function explainEnd(client: SFNClient, { status, error, cause, executionArn }: Ended, options: TellOptions) {
  const ended = message(status as 'FAILED' | 'TIMED_OUT' | 'ABORTED')
  process.stderr.write(`${[ended, error, cause].filter(part => part).join(': ')}\n`)
  // The history of an Express execution is in its logs, if anywhere.
  if (options.isExpress) return
  const { failedState } = await import('./print-events.ts')
  const url = new URL(`/executions/${encodeURIComponent(executionArn!).replaceAll('%3A', ':')}`, options.endpoint).href
  const state = await failedState(client, executionArn!)
  if (options.isThrowaway) {
    if (state !== undefined) process.stderr.write(`${message('failedInState', { state })}\n`)
    return
  }
  process.stderr.write(`${state === undefined ? message('seeConsole', { url }) : message('failedIn', { state, url })}\n`)
}
