import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand, type LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { endpoint } from './endpoint.ts'

const client = new CloudWatchLogsClient(endpoint)

export type { LogGroup }

export interface LogLine {
  id: string
  /** Epoch milliseconds. */
  timestamp: number
  message: string
  stream: string
}

export async function listLogGroups(): Promise<LogGroup[]> {
  const groups: LogGroup[] = []
  let nextToken: string | undefined
  do {
    const page = await client.send(new DescribeLogGroupsCommand({ nextToken }))
    groups.push(...(page.logGroups ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return groups
}

export interface LogWindow {
  /** Epoch milliseconds, both included. */
  from?: number
  until?: number
  filterPattern?: string
  /** Stop after about this many lines. */
  limit: number
}

/** A group's lines in order of time. A group that does not exist (yet) has none. */
export async function readLog(logGroupName: string, window: LogWindow): Promise<LogLine[]> {
  const lines: LogLine[] = []
  let nextToken: string | undefined
  try {
    do {
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: window.from,
          endTime: window.until,
          filterPattern: window.filterPattern,
          nextToken,
        }),
      )
      for (const event of page.events ?? []) {
        lines.push({
          id: event.eventId ?? `${event.timestamp}-${lines.length}`,
          timestamp: event.timestamp ?? 0,
          message: (event.message ?? '').trimEnd(),
          stream: event.logStreamName ?? '',
        })
      }
      nextToken = page.nextToken
    } while (nextToken && lines.length < window.limit)
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return []
    throw error
  }
  return lines.sort((a, b) => a.timestamp - b.timestamp)
}
