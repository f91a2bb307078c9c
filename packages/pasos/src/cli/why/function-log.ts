import type { TaskCall } from '@pasos/asl'
import { requestIdOf } from '@pasos/asl'
import { clientOptions } from '../endpoint.ts'
import { plainFunctionName } from './function-facts.ts'

/** Lines of a function's log, oldest first. */
export interface FunctionLog {
  function: string
  /** Of the very invocation, where the lines bear it. */
  requestId?: string
  lines: string[]
}

/** A runtime writes its last lines after it has answered. */
const LATE_MS = 2_000
const MOST = 200
const SHOWN = 20

/** What the function of a task wrote while it was called; nothing where it has no log. */
export async function functionLog(endpoint: string, executionArn: string, task: TaskCall): Promise<FunctionLog | undefined> {
  if (task.functionName === undefined) return undefined
  const logs = await import('@aws-sdk/client-cloudwatch-logs')
  const client = new logs.CloudWatchLogsClient(clientOptions(endpoint))
  const name = plainFunctionName(task.functionName)
  const window = { startTime: task.scheduledAt - LATE_MS, endTime: (task.endedAt ?? Date.now()) + LATE_MS, limit: MOST }
  try {
    const { events = [] } = await client.send(new logs.FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, ...window }))
    const lines = events.map(({ message = '' }) => message.trimEnd())
    const id = requestIdOf(executionArn, task.scheduledEvent)
    const own = linesOf(lines, id)
    if (own.length > 0) return { function: name, requestId: id, lines: own.slice(-SHOWN) }
    return lines.length > 0 ? { function: name, lines: lines.slice(-SHOWN) } : undefined
  } catch (error) {
    if (error instanceof logs.ResourceNotFoundException) return undefined
    throw error
  }
}

/** From the line that begins a request to the last one that bears its id, with what a program wrote between them by itself. */
function linesOf(lines: readonly string[], id: string): string[] {
  const first = lines.findIndex(line => line.includes(id))
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(line => line.includes(id)) + 1)
}
