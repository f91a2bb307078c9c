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

/** Log lines by group and stream. `group` is the caller's key: account, region and name in one string. Reads see what was appended before. */
export interface LogStore {
  /** Makes the stream when it is new. Gathered for 50 ms at most; `written` tells when it is kept. */
  append(group: string, stream: string, events: readonly LogEvent[]): void
  /** Resolves once everything appended before survives the death of the process (not of the machine: that takes a moment more). */
  written(): Promise<void>
  /** False when there is one of that name. */
  createStream(group: string, stream: string): Promise<boolean>
  /** False when there is none of that name. */
  deleteStream(group: string, stream: string): Promise<boolean>
  deleteGroup(group: string): Promise<void>
  streams(group: string): Promise<LogStreamSummary[]>
  query(group: string, query: LogQuery): Promise<StoredLogEvent[]>
  /** Drops what is older than this (epoch ms): retention. */
  expire(group: string, before: number): Promise<void>
  storedBytes(group: string): Promise<number>
}
