/** Time, owned by tests and the simulator. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls back once at or after `at` (epoch ms), never early; returns how to cancel. Any distance into the future. */
  at(at: number, wake: () => void): () => void
}

/** Randomness, owned by tests and the simulator. */
export interface Ids {
  uuid(): string
  /** 0 ≤ n < 1. */
  random(): number
}
