/** AWS's limits, each of which can be lifted. `Infinity` means none. */
export interface Limits {
  /** Bytes of UTF-8 in any state's input, output or result. AWS: 262,144. */
  payloadBytes: number
  /** Events in one history; the last one is the failure. AWS: 25,000. */
  historyEvents: number
  /** Concurrent iterations of an inline Map with MaxConcurrency 0. AWS: 40. */
  inlineMapConcurrency: number
  /** How long an execution may run before it times out. AWS: 31,536,000, a year. */
  executionSeconds: number
}

/** AWS's, but for the year that an execution may last there. */
export const defaultLimits: Limits = {
  payloadBytes: 262_144,
  historyEvents: 25_000,
  inlineMapConcurrency: 40,
  executionSeconds: Number.POSITIVE_INFINITY,
}
