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

/** How turns share the thread with everything else, owned by the simulator. */
export interface Pace {
  /** Calls back once what is under way now is over. */
  later(work: () => void): void
  /** Milliseconds that only ever grow. */
  elapsedMs(): number
}
