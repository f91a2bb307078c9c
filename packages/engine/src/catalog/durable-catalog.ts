import type { Catalog } from '../ports/catalog.ts'
import type { DocumentStore, StoredDocument } from '../ports/journal.ts'
import { catalogShelves } from './catalog-shelves.ts'

/**
 * The catalog over a store of documents: read from memory, changed on disk first. Values are given out as they are kept: don't
 * change them. `documents`: what the store holds so far.
 */
export function durableCatalog(store: Pick<DocumentStore, 'putDocument'>, documents: readonly StoredDocument[] = []): Catalog {
  const shelves = catalogShelves(documents)
  const queues = new Map<string, Promise<unknown>>()

  const change = async <T, R>(
    kind: string,
    key: string,
    decide: (current: T | undefined) => { next: T | undefined; result: R },
  ): Promise<R> => {
    const current = shelves.get<T>(kind, key)
    const { next, result } = decide(current)
    if (next === current) return result
    await new Promise<void>((resolve, reject) => {
      const body = next === undefined ? undefined : JSON.stringify(next)
      store.putDocument(kind, key, body, error => (error ? reject(error) : resolve()))
    })
    shelves.put(kind, key, next)
    return result
  }

  return {
    ...shelves.reads,
    get revision() {
      return shelves.revision
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
