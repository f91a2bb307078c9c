import { readFileSync } from 'node:fs'
import type { HistoryEvent as AwsEvent, SFNClient } from '@aws-sdk/client-sfn'
import type { HistoryEvent } from '@pasos/asl'
import { clientOptions, withServer } from './endpoint.ts'
import { unreadable } from './read-text.ts'

/** An execution as a server or a file has kept it. */
export interface RecordedExecution {
  history: HistoryEvent[]
  machine: string
  execution: string
  /** What only a server knows: the text of the definition, the role. */
  definition?: string
  roleArn?: string
}

/** Reads an execution by its ARN from a server, or its history from a file of AWS's JSON. @throws CommandError for a file that is none */
export function recordedExecution(arnOrFile: string, endpoint: string): Promise<RecordedExecution> {
  if (!arnOrFile.startsWith('arn:')) return Promise.resolve(fromFile(arnOrFile))
  return withServer(endpoint, () => fromServer(arnOrFile, endpoint))
}

async function fromServer(executionArn: string, endpoint: string): Promise<RecordedExecution> {
  const sfn = await import('@aws-sdk/client-sfn')
  const client: SFNClient = new sfn.SFNClient(clientOptions(endpoint))
  const { name, definition, roleArn } = await client.send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn }))
  const history: HistoryEvent[] = []
  for await (const page of sfn.paginateGetExecutionHistory({ client }, { executionArn })) history.push(...historyIn(page.events ?? []))
  return { history, machine: name!, execution: executionArn.split(':').at(-1)!, definition: definition!, roleArn: roleArn! }
}

function fromFile(file: string): RecordedExecution {
  try {
    const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events?: AwsEvent[] }
    if (!Array.isArray(events)) throw new Error('"events" is missing')
    const name = file.replace(/^.*[\\/]/, '').replace(/\.json$/, '')
    return { history: historyIn(events), machine: name, execution: name }
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** AWS's events as those of our own histories. */
export function historyIn(events: readonly AwsEvent[]): HistoryEvent[] {
  return events.map(plain)
}

/** Timestamps as epoch milliseconds, whichever way they were printed: dates, texts, or seconds. */
function plain({ timestamp, ...event }: AwsEvent): HistoryEvent {
  const at: unknown = timestamp
  return { ...event, timestamp: typeof at === 'number' ? at * 1000 : new Date(at as string | Date).getTime() } as unknown as HistoryEvent
}
