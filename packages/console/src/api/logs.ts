import type { DescribeLogGroupsResponse, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { awsJson, isMissing } from './aws-json.ts'
import { allPages } from './aws-pages.ts'

const call = awsJson({ service: 'logs', target: 'Logs_20140328', version: '1.1' })

/** As many lines as one answer may hold. */
const MOST_AT_ONCE = 10_000
const LATE_MS = 30_000

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
  return (await readOn(logGroupName, window)).lines
}

/** Whether all were read beside the lines. */
async function readOn(logGroupName: string, window: LogWindow): Promise<{ lines: LogLine[]; isWhole: boolean }> {
  const lines: LogLine[] = []
  let nextToken: string | undefined
  try {
    do {
      const page: FilterLogEventsResponse = await call('FilterLogEvents', {
        ...{ logGroupName, startTime: window.from, endTime: window.until, filterPattern: window.filterPattern, nextToken },
        limit: Math.min(window.limit, MOST_AT_ONCE),
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
    if (!window.mustExist && isMissing(error)) return { lines: [], isWhole: true }
    throw error
  }
  return { lines: lines.sort((a, b) => a.timestamp - b.timestamp), isWhole: nextToken === undefined }
}

/**
 * The last lines of a time, in order, where it holds more than `limit`. The API reads forward only: a time with more is halved, and of its
 * earlier half only what the later one leaves room for is read. `former` are lines read before: then only what has come since is asked for.
 */
export async function readLastLines(
  logGroupName: string,
  window: LogWindow & { from: number; until: number },
  former: readonly LogLine[] = [],
): Promise<LogLine[]> {
  const { from, until, limit } = window
  const known = former.filter(line => line.timestamp >= from)
  if (known.length > 0) {
    // Lines may come in a little late, and before others that are known.
    const since = Math.max(from, known.at(-1)!.timestamp - LATE_MS)
    const fresh = await readLastLines(logGroupName, { ...window, from: since })
    return [...known.filter(line => line.timestamp < since), ...fresh].slice(-limit)
  }
  const { lines, isWhole } = await readOn(logGroupName, window)
  if (isWhole || until <= from) return lines.slice(-limit)
  const middle = Math.floor((from + until) / 2)
  const later = await readLastLines(logGroupName, { ...window, from: middle + 1 })
  if (later.length >= limit) return later
  return [...(await readLastLines(logGroupName, { ...window, until: middle, limit: limit - later.length })), ...later]
}

/** Makes a log group unless there is one. */
export async function ensureLogGroup(logGroupName: string): Promise<void> {
  try {
    await call('CreateLogGroup', { logGroupName })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error
  }
}
