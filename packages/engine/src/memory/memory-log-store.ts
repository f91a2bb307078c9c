import type { LogQuery, LogStore, StoredLogEvent } from '../ports/log-store.ts'

/** AWS counts 26 bytes of overhead for each event. */
const eventOverhead = 26

interface Stream {
  creationTime: number
  lastIngestionTime?: number
  events: StoredLogEvent[]
}

/** What a store of log lines means, without a disk. `now`: epoch milliseconds. */
export function memoryLogStore(now: () => number = Date.now): LogStore {
  const groups = new Map<string, Map<string, Stream>>()
  let sequence = 0

  const streamsOf = (group: string): Map<string, Stream> => groups.get(group) ?? new Map()

  const create = (group: string, name: string): Stream => {
    const streams = streamsOf(group)
    const stream: Stream = { creationTime: now(), events: [] }
    groups.set(group, streams.set(name, stream))
    return stream
  }

  return {
    append(group, name, events) {
      const stream = streamsOf(group).get(name) ?? create(group, name)
      stream.lastIngestionTime = now()
      stream.events.push(...events.map(event => ({ ...event, stream: name, sequence: ++sequence, ingestionTime: now() })))
    },
    written: async () => undefined,
    async createStream(group, stream) {
      if (streamsOf(group).has(stream)) return false
      create(group, stream)
      return true
    },
    deleteStream: async (group, stream) => streamsOf(group).delete(stream),
    async deleteGroup(group) {
      groups.delete(group)
    },
    async streams(group) {
      return [...streamsOf(group)].map(([name, { creationTime, lastIngestionTime, events }]) => {
        const times = events.map(event => event.timestamp)
        return {
          ...{ name, creationTime, storedBytes: bytesOf(events) },
          ...(times.length > 0 && { firstEventTimestamp: Math.min(...times), lastEventTimestamp: Math.max(...times) }),
          ...(lastIngestionTime !== undefined && { lastIngestionTime }),
        }
      })
    },
    async query(group, query) {
      const found = [...streamsOf(group).values()].flatMap(({ events }) => events).filter(event => isWanted(event, query))
      found.sort((one, other) => one.timestamp - other.timestamp || one.sequence - other.sequence)
      return (query.backward ? found.reverse() : found).slice(0, query.limit)
    },
    async expire(group, before) {
      for (const stream of streamsOf(group).values()) stream.events = stream.events.filter(event => event.timestamp >= before)
    },
    storedBytes: async group => [...streamsOf(group).values()].reduce((sum, { events }) => sum + bytesOf(events), 0),
  }
}

function bytesOf(events: readonly StoredLogEvent[]): number {
  return events.reduce((sum, event) => sum + Buffer.byteLength(event.message) + eventOverhead, 0)
}

function isWanted(event: StoredLogEvent, query: LogQuery): boolean {
  const { streams, streamPrefix, startTime = Number.NEGATIVE_INFINITY, endTime = Number.POSITIVE_INFINITY, after, requestId } = query
  if (streams ? !streams.includes(event.stream) : streamPrefix !== undefined && !event.stream.startsWith(streamPrefix)) return false
  if (event.timestamp < startTime || event.timestamp >= endTime) return false
  if (requestId !== undefined && event.requestId !== requestId) return false
  if (!after) return true
  const place = event.timestamp - after.timestamp || event.sequence - after.sequence
  return query.backward ? place < 0 : place > 0
}
