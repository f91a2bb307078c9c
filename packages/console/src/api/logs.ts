import type { DescribeLogGroupsResponse, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { awsJson, isMissing } from './aws-json.ts'
import { allPages } from './aws-pages.ts'

const call = awsJson({ service: 'logs', target: 'Logs_20140328', version: '1.1' })

export interface LogLine {
  id: string
  /** Epoch milliseconds. */
  timestamp: number
  message: string
  stream: string
}

export const listLogGroups = () =>
  allPages(async nextToken => {
    const page = await call<DescribeLogGroupsResponse>('DescribeLogGroups', { nextToken })
    return [page.logGroups, page.nextToken]
  })

export interface LogWindow {
  /** Epoch milliseconds, both included. */
  from?: number
  until?: number
  filterPattern?: string
  /** Stop after about this many lines. */
  limit: number
  /** Otherwise a group that does not exist (yet) has no lines. */
  mustExist?: boolean
}

/** A group's lines in order of time. */
export async function readLog(logGroupName: string, window: LogWindow): Promise<LogLine[]> {
  const lines: LogLine[] = []
  let nextToken: string | undefined
  try {
    do {
      const page: FilterLogEventsResponse = await call('FilterLogEvents', {
        ...{ logGroupName, startTime: window.from, endTime: window.until, filterPattern: window.filterPattern, nextToken },
      })
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
    if (!window.mustExist && isMissing(error)) return []
    throw error
  }
  return lines.sort((a, b) => a.timestamp - b.timestamp)
}

/** Makes a log group unless there is one. */
export async function ensureLogGroup(logGroupName: string): Promise<void> {
  try {
    await call('CreateLogGroup', { logGroupName })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error
  }
}
