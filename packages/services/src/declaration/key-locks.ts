/** Lets one piece of work after the other at each key; pieces with no key in common run side by side. */
export interface KeyLocks {
  /** Runs the work once every one of the keys is free, and holds them until it has ended. */
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>
}

export function keyLocks(): KeyLocks {
  /** The end of the last work that asked for the key. */
  const tails = new Map<string, Promise<unknown>>()
  return {
    async run(keys, work) {
      // All keys are queued for in one go, so two pieces of work can never wait for each other.
      const before = [...new Set(keys)].map(key => tails.get(key))
      const { promise, resolve } = Promise.withResolvers<void>()
      for (const key of keys) tails.set(key, promise)
      try {
        await Promise.all(before)
        return await work()
      } finally {
        resolve()
        for (const key of keys) if (tails.get(key) === promise) tails.delete(key)
      }
    },
  }
}
