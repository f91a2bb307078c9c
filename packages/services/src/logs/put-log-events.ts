import type { logs, Operation } from '@pasos/wire'
import { invalidParameter, streamNotFound, unsatisfied } from './errors.ts'
import { checkGroupName, checkStreamName, type LogsDependencies, logGroupKey, requireGroup } from './log-group.ts'
import { uploadSequenceToken } from './streams.ts'

const maxBatchBytes = 1_048_576
const maxBatchEvents = 10_000
const eventOverhead = 26
const dayMs = 86_400_000
const oldestMs = 14 * dayMs
const newestMs = 2 * 3_600_000

/** Stores a batch; events too far from now are left out and counted, as AWS does. */
export function putLogEvents(deps: LogsDependencies): Operation<logs.PutLogEventsRequest, logs.PutLogEventsResponse> {
  return async (input, { accountId, region }) => {
    const key = logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? ''))
    const stream = checkStreamName(input.logStreamName ?? '')
    const events = (input.logEvents ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }))
    checkBatch(events)
    const { retentionInDays } = requireGroup(deps.catalog, key)
    if (!(await deps.store.streams(key)).some(({ name }) => name === stream)) throw streamNotFound()
    const now = deps.clock.now()
    const expired = now - (retentionInDays ?? Number.POSITIVE_INFINITY) * dayMs
    const isExpired = (timestamp: number) => timestamp < expired
    const isTooOld = (timestamp: number) => timestamp < now - oldestMs
    const isTooNew = (timestamp: number) => timestamp > now + newestMs
    const accepted = events.filter(({ timestamp }) => !isExpired(timestamp) && !isTooOld(timestamp) && !isTooNew(timestamp))
    if (accepted.length > 0) deps.store.append(key, stream, accepted)
    const expiredEnd = events.filter(({ timestamp }) => isExpired(timestamp)).length
    const oldEnd = events.filter(({ timestamp }) => isTooOld(timestamp) && !isExpired(timestamp)).length
    const newStart = events.findIndex(({ timestamp }) => isTooNew(timestamp))
    const rejected = {
      ...(newStart >= 0 ? { tooNewLogEventStartIndex: newStart } : {}),
      ...(oldEnd > 0 ? { tooOldLogEventEndIndex: expiredEnd + oldEnd } : {}),
      ...(expiredEnd > 0 ? { expiredLogEventEndIndex: expiredEnd } : {}),
    }
    return {
      nextSequenceToken: uploadSequenceToken,
      ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
    }
  }
}

function checkBatch(events: readonly { timestamp: number; message: string }[]): void {
  if (events.length === 0) throw unsatisfied('[]', 'logEvents', 'have length greater than or equal to 1')
  if (events.length > maxBatchEvents) throw unsatisfied('[...]', 'logEvents', `have length less than or equal to ${maxBatchEvents}`)
  let bytes = 0
  let last = Number.NEGATIVE_INFINITY
  for (const [index, { timestamp, message }] of events.entries()) {
    if (message === '') throw unsatisfied('', `logEvents.${index + 1}.member.message`, 'have length greater than or equal to 1')
    bytes += Buffer.byteLength(message) + eventOverhead
    if (timestamp < last) throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
    last = timestamp
  }
  if (bytes > maxBatchBytes) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`)
  if (last - events[0]!.timestamp > dayMs) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.')
  }
}
