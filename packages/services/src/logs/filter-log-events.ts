import type { StoredLogEvent } from '@pasos/engine'
import type { logs, Operation } from '@pasos/wire'
import { invalidParameter } from './errors.ts'
import { compileFilter } from './filter-pattern.ts'
import { type KeyedLogsDependencies, requestedGroup, requireGroup } from './log-group.ts'

const most = 10_000
/** How many events one request may look at: AWS too answers an empty page with a token when a search takes long. */
const maxScanned = 50_000
const batch = 2000

/** Searches a group in the order of time. `aws logs tail --follow` polls it with a start time. */
export function filterLogEvents(deps: KeyedLogsDependencies): Operation<logs.FilterLogEventsRequest, logs.FilterLogEventsResponse> {
  return async (input, context) => {
    const key = requestedGroup(input, context)
    if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter('Log stream names and log stream prefix are mutually exclusive parameters.')
    }
    await deps.groupKey(requireGroup(deps.catalog, key), ['Decrypt'])
    const matches = compileFilter(input.filterPattern ?? '')
    const limit = Math.min(input.limit ?? most, most)
    const query = {
      ...(input.logStreamNames === undefined ? {} : { streams: input.logStreamNames }),
      ...(input.logStreamNamePrefix === undefined ? {} : { streamPrefix: input.logStreamNamePrefix }),
      ...(input.startTime === undefined ? {} : { startTime: input.startTime }),
      // AWS: "Events with a timestamp later than this time are not returned", so the end itself belongs.
      ...(input.endTime === undefined ? {} : { endTime: input.endTime + 1 }),
    }
    const events: StoredLogEvent[] = []
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken)
    // AWS: a token goes on in the direction of its page.
    const backward = token ? token.backward : input.startFromHead === false
    let after: Place | undefined = token
    for (let scanned = 0; scanned < maxScanned; ) {
      const found = await deps.store.query(key, { ...query, backward, limit: batch, ...(after ? { after } : {}) })
      for (const event of found) {
        scanned++
        after = event
        if (matches(event.message)) events.push(event)
        if (events.length === limit) return answer(events, { after, backward })
      }
      if (found.length < batch) return answer(events)
    }
    return answer(events, { after: after!, backward })
  }
}

interface Place {
  timestamp: number
  sequence: number
}

function answer(events: readonly StoredLogEvent[], next?: { after: Place; backward: boolean }): logs.FilterLogEventsResponse {
  return {
    events: events.map(({ stream, timestamp, message, ingestionTime, sequence }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime,
      eventId: `${timestamp}`.padStart(14, '0') + `${sequence}`.padStart(42, '0'),
    })),
    searchedLogStreams: [],
    ...(next ? { nextToken: tokenText(next) } : {}),
  }
}

function tokenText({ after: { timestamp, sequence }, backward }: { after: Place; backward: boolean }): string {
  return Buffer.from(`${timestamp}.${sequence}${backward ? '.b' : ''}`).toString('base64url')
}

function parseToken(text: string): Place & { backward: boolean } {
  const [place = '', direction] = Buffer.from(text, 'base64url')
    .toString()
    .split(/(?=\.b$)/)
  const [timestamp, sequence] = place.split('.').map(Number)
  if (!Number.isInteger(timestamp) || !Number.isInteger(sequence)) throw invalidParameter('The specified nextToken is invalid.')
  return { timestamp: timestamp!, sequence: sequence!, backward: direction !== undefined }
}
