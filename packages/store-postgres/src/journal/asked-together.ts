/** Whoever asks for one thing by its key. */
export type AskOne<V> = (key: string) => Promise<V | undefined>

interface Waiting<V> {
  resolve(value: V | undefined): void
  reject(error: unknown): void
}

/**
 * What is asked for within one round of the event loop is one question of at most so many keys: the executions that a batch has ended are followed by as
 * many starts, and a question for each of them took the database a sixth of all that it did. `ask` answers what there is, by its key.
 */
export function askedTogether<V>(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, mostKeys = 100): AskOne<V> {
  let asked = new Map<string, Waiting<V>[]>()

  const send = async (waiting: ReadonlyMap<string, readonly Waiting<V>[]>): Promise<void> => {
    const all = [...waiting]
    try {
      const found = await ask(all.map(([key]) => key))
      for (const [key, each] of all) for (const { resolve } of each) resolve(found.get(key))
    } catch (error) {
      for (const [, each] of all) for (const { reject } of each) reject(error)
    }
  }

  const flush = (): void => {
    const due = asked
    asked = new Map()
    if (due.size > 0) void send(due)
  }

  return key =>
    new Promise((resolve, reject) => {
      if (asked.size === 0) setImmediate(flush)
      const before = asked.get(key)
      if (before) before.push({ resolve, reject })
      else asked.set(key, [{ resolve, reject }])
      if (asked.size >= mostKeys) flush()
    })
}
