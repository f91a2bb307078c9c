import type { HistoryEvent } from '@pasos/asl'
import type { ObservedExecution } from '../oracle/check-evidence.ts'
import type { Caller } from './server.ts'

/** An execution as the API tells it: description, definition and whole history. */
export async function observe(call: Caller, executionArn: string, definition: string): Promise<ObservedExecution | undefined> {
  const described = await call('DescribeExecution', { executionArn })
  if (!described.ok) return undefined
  const events: HistoryEvent[] = []
  let nextToken: unknown
  do {
    const page = await call('GetExecutionHistory', { executionArn, maxResults: 1_000, ...(nextToken ? { nextToken } : {}) })
    if (!page.ok) throw new Error(`GetExecutionHistory of ${executionArn}: ${page.code}`)
    for (const event of page.body['events'] as (HistoryEvent & { timestamp: number })[])
      events.push({ ...event, previousEventId: event.previousEventId ?? 0, timestamp: Math.round(event.timestamp * 1000) })
    nextToken = page.body['nextToken']
  } while (nextToken)
  const { status, input, output } = described.body as { status: string; input: string; output?: string }
  return { executionArn, status, input, definition, events, ...(output === undefined ? {} : { output }) }
}

/** ARNs of the executions of a machine that run, or of all. */
export async function listExecutions(call: Caller, stateMachineArn: string, statusFilter?: string): Promise<string[]> {
  const arns: string[] = []
  let nextToken: unknown
  do {
    const filter = { ...(statusFilter ? { statusFilter } : {}), ...(nextToken ? { nextToken } : {}) }
    const page = await call('ListExecutions', { stateMachineArn, maxResults: 1_000, ...filter })
    if (!page.ok) throw new Error(`ListExecutions: ${page.code}`)
    for (const { executionArn } of page.body['executions'] as { executionArn: string }[]) arns.push(executionArn)
    nextToken = page.body['nextToken']
  } while (nextToken)
  return arns
}
