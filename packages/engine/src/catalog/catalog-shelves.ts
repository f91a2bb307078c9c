import type { Catalog } from '../ports/catalog.ts'
import type { StoredDocument } from '../ports/journal.ts'
import { firstAtLeast } from './first-at-least.ts'

interface Shelf {
  values: Map<string, unknown>
  /** Keys in order; made when a list is asked for, and kept so when keys come and go. */
  sorted: string[] | undefined
}

/** What a catalog has in memory. Values are given out as they are kept: don't change them. */
export interface CatalogShelves {
  get: Catalog['get']
  reads: Pick<Catalog, 'get' | 'list' | 'watch'>
  readonly revision: number
  /** Puts a value in its place (`undefined` takes it away), and tells whoever watches. */
  put(kind: string, key: string, next: unknown): void
}

export function catalogShelves(documents: readonly StoredDocument[]): CatalogShelves {
  const shelves = new Map<string, Shelf>()
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

  const get = <T>(kind: string, key: string): T | undefined => shelves.get(kind)?.values.get(key) as T | undefined

  const list = <T>(kind: string, prefix = ''): T[] => {
    const { values } = shelf(kind)
    const sorted = shelf(kind).sorted ?? [...values.keys()].sort()
    shelf(kind).sorted = sorted
    const found: T[] = []
    for (let at = firstAtLeast(sorted, prefix); at < sorted.length && sorted[at]!.startsWith(prefix); at++)
      found.push(values.get(sorted[at]!) as T)
    return found
  }

  return {
    get,
    reads: {
      get,
      list,
      watch(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    get revision() {
      return revision
    },
    put(kind, key, next) {
      const { values, sorted } = shelf(kind)
      if (sorted) keepSorted(sorted, key, { was: values.has(key), is: next !== undefined })
      if (next === undefined) values.delete(key)
      else values.set(key, next)
      revision++
      for (const listener of listeners) listener({ kind, key })
    },
  }
}

/** To sort all keys anew for each that comes would take a list after each change as long as there are keys times changes. */
function keepSorted(sorted: string[], key: string, { was, is }: { was: boolean; is: boolean }): void {
  if (was === is) return
  const at = firstAtLeast(sorted, key)
  if (is) sorted.splice(at, 0, key)
  else sorted.splice(at, 1)
}
