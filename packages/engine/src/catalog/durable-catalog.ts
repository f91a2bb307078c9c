import type { Catalog } from '../ports/catalog.ts'
import type { DocumentStore, StoredDocument } from '../ports/journal.ts'

interface Shelf {
  values: Map<string, unknown>
  /** Keys in order; made when a list is asked for and dropped when a key comes or goes. */
  sorted: string[] | undefined
}

/**
 * The catalog over a store of documents: read from memory, changed on disk first. Values are given out as they are kept: don't
 * change them. `documents`: what the store holds so far.
 */
export function durableCatalog(store: Pick<DocumentStore, 'putDocument'>, documents: readonly StoredDocument[] = []): Catalog {
  const shelves = new Map<string, Shelf>()
  const queues = new Map<string, Promise<unknown>>()
  const listeners = new Set<(change: { kind: string; key: string }) => void>()
  let revision = 0

  const shelf = (kind: string): Shelf => {
    let found = shelves.get(kind)
    if (!found) {
      found = { values: new Map(), sorted: undefined }
      shelves.set(kind, found)
    }
    return found
  }

  for (const { kind, key, body } of documents) shelf(kind).values.set(key, JSON.parse(body))

  const put = (kind: string, key: string, next: unknown): void => {
    const { values } = shelf(kind)
    if (next === undefined ? values.has(key) : !values.has(key)) shelf(kind).sorted = undefined
    if (next === undefined) values.delete(key)
    else values.set(key, next)
  }

  const change = async <T, R>(
    kind: string,
    key: string,
    decide: (current: T | undefined) => { next: T | undefined; result: R },
  ): Promise<R> => {
    const current = shelf(kind).values.get(key) as T | undefined
    const { next, result } = decide(current)
    if (next === current) return result
    await new Promise<void>((resolve, reject) => {
      const body = next === undefined ? undefined : JSON.stringify(next)
      store.putDocument(kind, key, body, error => (error ? reject(error) : resolve()))
    })
    put(kind, key, next)
    revision++
    for (const listener of listeners) listener({ kind, key })
    return result
  }

  return {
    get revision() {
      return revision
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get: <T>(kind: string, key: string) => shelves.get(kind)?.values.get(key) as T | undefined,

    list<T>(kind: string, prefix = ''): T[] {
      const { values } = shelf(kind)
      const sorted = shelf(kind).sorted ?? [...values.keys()].sort()
      shelf(kind).sorted = sorted
      const found: T[] = []
      for (let at = firstAtLeast(sorted, prefix); at < sorted.length && sorted[at]!.startsWith(prefix); at++)
        found.push(values.get(sorted[at]!) as T)
      return found
    },

    update(kind, key, decide) {
      const id = JSON.stringify([kind, key])
      const before = queues.get(id) ?? Promise.resolve()
      const mine = before.then(() => change(kind, key, decide))
      const settled = mine.catch(() => undefined)
      queues.set(id, settled)
      settled.then(() => {
        if (queues.get(id) === settled) queues.delete(id)
      })
      return mine
    },
  }
}

function firstAtLeast(sorted: readonly string[], prefix: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < prefix) low = middle + 1
    else high = middle
  }
  return low
}
