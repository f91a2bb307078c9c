import { definitionInUseMs, type Store } from '@pasos/engine'

interface Times {
  now(): number
  wait(ms: number, signal: AbortSignal): Promise<unknown>
}

/** A node that was cut off is fenced by then, and what the others had under way is on disk. */
const settlingMs = 10_000

/**
 * Collects definitions in a database on which other nodes are at work, which count on what they have written a while ago: one goes when nothing
 * has referred to it for so long that all of them would write it again.
 */
export function collectingLate(store: Store, { now, wait }: Times): Store {
  const unusedSince = new Map<string, number>()
  const closing = new AbortController()
  return {
    ...store,
    upkeep: {
      ...store.upkeep,
      async collectDefinitions(isInUse) {
        await wait(settlingMs, closing.signal).catch(() => undefined)
        if (closing.signal.aborted) return
        const at = now()
        const unused = new Set<string>()
        // Asked of those alone that nothing refers to.
        await store.upkeep.collectDefinitions(id => {
          unused.add(id)
          const since = unusedSince.get(id) ?? at
          unusedSince.set(id, since)
          return isInUse(id) || at - since < definitionInUseMs
        })
        for (const id of unusedSince.keys()) if (!unused.has(id)) unusedSince.delete(id)
      },
    },
    close() {
      closing.abort()
      return store.close()
    },
  }
}
