/** One log line; `timestamp` is epoch milliseconds, `ingestionTime` is set by the store. */
export interface LogEvent {
  timestamp: number
  message: string
  /** The function invocation that wrote it, so that a step's own lines can be shown. */
  requestId?: string
}

export interface StoredLogEvent extends LogEvent {
  /** Grows with insertion; unique within the store. */
  sequence: number
  stream: string
  ingestionTime: number
}

export interface LogStreamSummary {
  name: string
  creationTime: number
  firstEventTimestamp?: number
  lastEventTimestamp?: number
  lastIngestionTime?: number
  storedBytes: number
}

export interface LogQuery {
  streams?: string[]
  streamPrefix?: string
  /** Inclusive, epoch milliseconds. */
  startTime?: number
  /** Exclusive, epoch milliseconds. */
  endTime?: number
  /** Continue after (forward) or before (backward) this place: (timestamp, sequence). */
  after?: { timestamp: number; sequence: number }
  backward?: boolean
  /** Only the lines of this invocation; give a time range too, as there is no index on it. */
  requestId?: string
  limit: number
}

/** Log lines by group and stream. `group` is the caller's key: account, region and name in one string. */
export interface LogStore {
  /** Makes the stream when it is new. Buffered for at most 50 ms; lost only when the machine dies within that time. */
  append(group: string, stream: string, events: readonly LogEvent[]): void
  createStream(group: string, stream: string): boolean
  deleteStream(group: string, stream: string): boolean
  deleteGroup(group: string): void
  streams(group: string): LogStreamSummary[]
  query(group: string, query: LogQuery): StoredLogEvent[]
  /** Drops what is older than this (epoch ms): retention. */
  expire(group: string, before: number): void
  storedBytes(group: string): number
}
