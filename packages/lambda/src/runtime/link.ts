import type { Invocation } from '../function-spec.ts'

/** What a runtime tells its host, whichever way they talk. */
export interface RuntimeListener {
  /** Initialised: asks for its first invocation. */
  ready(): void
  /** `error` is the runtime's error object, JSON text. */
  initError(error: string, errorType: string): void
  response(requestId: string, body: string): void
  error(requestId: string, body: string, errorType: string): void
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
  close(): void
}

/** AWS: 6 MB and a little, the number its error message names. */
export const maxResponseBytes = 6_291_556
