import type { Invocation } from '../function-spec.ts'

/** What a runtime tells its host, whichever way they talk. */
export interface RuntimeListener {
  /** Initialised: asks for its first invocation. */
  ready(): void
  /** `error` is the runtime's error object, JSON text. */
  initError(error: string, errorType: string): void
  response(requestId: string, body: string): void
  error(requestId: string, body: string, errorType: string): void
  /** It found this file, and did not begin the invocation. */
  skipped(takenBack: string): void
  responseTooLarge(requestId: string, bytes: number): void
  /** A log event as it shall stand in the stream; `requestId` is that of the invocation under way. */
  log(message: string, requestId: string | undefined): void
  /** Peak resident memory, in KiB. */
  memory(peakKb: number): void
  /** The runtime exits after what it tells next. */
  leaving(): void
  /** The runtime broke the protocol. */
  broken(): void
}

/** One runtime process's connection. */
export interface RuntimeLink {
  /** Hands over an invocation; `deadline` is epoch milliseconds. */
  invoke(invocation: Invocation, deadline: number): void
  /**
   * Hands over an invocation that the runtime begins when it has answered all before it, with so much time from then on. If a file is at
   * `takenBack` (as the function sees it) by then, it says that it has skipped it. Where this is missing the runtime takes one at a time.
   */
  invokeNext?(invocation: Invocation, limitMs: number, takenBack: string): void
  /** Whether a part of something that the runtime tells has arrived. */
  isAmidFrame?(): boolean
  close(): void
}

/** AWS: 6 MB and a little, the number its error message names. */
export const maxResponseBytes = 6_291_556
