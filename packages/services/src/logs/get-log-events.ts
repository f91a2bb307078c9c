import type { logs, Operation } from '@pasos/wire'
import { invalidParameter, streamNotFound } from './errors.ts'
import { checkStreamName, type KeyedLogsDependencies, requestedGroup, requireGroup } from './log-group.ts'

const most = 10_000

interface Place {
  timestamp: number
  sequence: number
}

/** Reads one stream in either direction. At the end the same token comes back, which is how a caller knows. */
export function getLogEvents(deps: KeyedLogsDependencies): Operation<logs.GetLogEventsRequest, logs.GetLogEventsResponse> {
  return async (input, context) => {
    const key = requestedGroup(input, context)
    const stream = checkStreamName(input.logStreamName ?? '')
    await deps.groupKey(requireGroup(deps.catalog, key), ['Decrypt'])
    if (!(await deps.store.streams(key)).some(({ name }) => name === stream)) throw streamNotFound()
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken)
    const isBackward = token ? token.direction === 'b' : !input.startFromHead
    const found = await deps.store.query(key, {
      streams: [stream],
      limit: Math.min(input.limit ?? most, most),
      backward: isBackward,
      ...(input.startTime === undefined ? {} : { startTime: input.startTime }),
      ...(input.endTime === undefined ? {} : { endTime: input.endTime }),
      ...(token?.place ? { after: token.place } : {}),
    })
    if (isBackward) found.reverse()
    const first = found[0] ?? token?.place
    const last = found.at(-1) ?? token?.place
    return {
      events: found.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: tokenText('f', last),
      nextBackwardToken: tokenText('b', first),
    }
  }
}

/** `f/` or `b/` and a place, as AWS's look; without a place: from that end. */
function tokenText(direction: 'f' | 'b', place: Place | undefined): string {
  return `${direction}/${place ? Buffer.from(`${place.timestamp}.${place.sequence}`).toString('hex') : '0'}/s`
}

function parseToken(text: string): { direction: string; place: Place | undefined } {
  const [, direction = '', hex = ''] = /^([fb])\/([0-9a-f]+)\/s$/.exec(text) ?? []
  if (direction === '') throw invalidParameter('The specified nextToken is invalid.')
  if (hex === '0') return { direction, place: undefined }
  const [timestamp, sequence] = Buffer.from(hex, 'hex').toString().split('.').map(Number)
  if (!Number.isInteger(timestamp) || !Number.isInteger(sequence)) throw invalidParameter('The specified nextToken is invalid.')
  return { direction, place: { timestamp: timestamp!, sequence: sequence! } }
}
