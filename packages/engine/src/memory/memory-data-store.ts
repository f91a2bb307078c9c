import type { DataEntry, DataStore, DataValue, DataWrite } from '../ports/data-store.ts'
import type { Done } from '../ports/journal.ts'

export interface MemoryDataStore extends DataStore {
  /** Takes effect at once: for a journal whose turn carries data. */
  apply(writes: readonly DataWrite[]): void
}

/** The reference: what a data store means, without a disk. `enqueue` applies what it is given together with what was given before. */
export function memoryDataStore(enqueue: (apply: () => void, done: Done) => void): MemoryDataStore {
  const spaces = new Map<string, Map<string, DataValue>>()

  function entriesOf(space: string): DataEntry[] {
    const entries = [...(spaces.get(space) ?? [])].map(([key, value]) => ({ key, value }))
    return entries.sort((one, other) => compareKeys(one.key, other.key))
  }

  function applyOne(write: DataWrite): void {
    const entries = spaces.get(write.space) ?? new Map<string, DataValue>()
    spaces.set(write.space, entries)
    if ('from' in write) {
      for (const key of [...entries.keys()]) if (isWithin(key, write.from, write.before)) entries.delete(key)
    } else if (write.value === undefined) entries.delete(write.key)
    else entries.set(write.key, write.value)
  }

  const apply = (writes: readonly DataWrite[]): void => writes.forEach(applyOne)

  return {
    apply,
    get: async (space, key) => spaces.get(space)?.get(key),
    async scan(space, { from = '', before, reverse, limit }) {
      const found = entriesOf(space).filter(({ key }) => isWithin(key, from, before))
      return (reverse ? found.reverse() : found).slice(0, limit)
    },
    commit: writes =>
      new Promise((resolve, reject) =>
        enqueue(
          () => apply(writes),
          error => (error ? reject(error) : resolve()),
        ),
      ),
  }
}

function isWithin(key: string, from: string, before: string | undefined): boolean {
  return compareKeys(key, from) >= 0 && (before === undefined || compareKeys(key, before) < 0)
}

/** By UTF-8 bytes, as a disk orders them; comparing strings would put the letters beyond U+FFFF too early. */
function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
