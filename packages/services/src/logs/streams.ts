import type { logs, Operation } from '@pasos/wire'
import { invalidParameter, streamExists, streamNotFound } from './errors.ts'
import {
  checkGroupName,
  checkStreamName,
  type LogsDependencies,
  logGroupArn,
  logGroupKey,
  requestedGroup,
  requireGroup,
} from './log-group.ts'
import { page } from './pages.ts'

export function createLogStream(deps: LogsDependencies): Operation<logs.CreateLogStreamRequest, object> {
  return async (input, { accountId, region }) => {
    const key = logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? ''))
    const stream = checkStreamName(input.logStreamName ?? '')
    requireGroup(deps.catalog, key)
    if (!(await deps.store.createStream(key, stream))) throw streamExists()
    return {}
  }
}

export function deleteLogStream(deps: LogsDependencies): Operation<logs.DeleteLogStreamRequest, object> {
  return async (input, { accountId, region }) => {
    const key = logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? ''))
    requireGroup(deps.catalog, key)
    if (!(await deps.store.deleteStream(key, checkStreamName(input.logStreamName ?? '')))) throw streamNotFound()
    return {}
  }
}

export function describeLogStreams(deps: LogsDependencies): Operation<logs.DescribeLogStreamsRequest, logs.DescribeLogStreamsResponse> {
  return async (input, context) => {
    const key = requestedGroup(input, context)
    const record = requireGroup(deps.catalog, key)
    const { orderBy = 'LogStreamName', logStreamNamePrefix = '', descending = false } = input
    if (orderBy === 'LastEventTime' && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    const streams = (await deps.store.streams(key)).filter(({ name }) => name.startsWith(logStreamNamePrefix))
    streams.sort((a, b) =>
      orderBy === 'LastEventTime' ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0) : a.name < b.name ? -1 : 1,
    )
    if (descending) streams.reverse()
    const { items, next } = page(streams, { token: input.nextToken, limit: input.limit, most: 50 })
    return {
      logStreams: items.map(stream => ({
        logStreamName: stream.name,
        creationTime: stream.creationTime,
        ...(stream.firstEventTimestamp === undefined ? {} : { firstEventTimestamp: stream.firstEventTimestamp }),
        ...(stream.lastEventTimestamp === undefined ? {} : { lastEventTimestamp: stream.lastEventTimestamp }),
        ...(stream.lastIngestionTime === undefined ? {} : { lastIngestionTime: stream.lastIngestionTime }),
        uploadSequenceToken: uploadSequenceToken,
        arn: `${logGroupArn(record)}:log-stream:${stream.name}`,
        storedBytes: 0,
      })),
      ...(next === undefined ? {} : { nextToken: next }),
    }
  }
}

/** AWS ignores sequence tokens since 2023 and still answers one. */
export const uploadSequenceToken = '49039859615571563474570133562224586161190440372231061138'
