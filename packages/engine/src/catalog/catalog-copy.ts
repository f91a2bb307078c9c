import type { Catalog } from '../ports/catalog.ts'
import type { StoredDocument } from '../ports/journal.ts'
import { catalogShelves } from './catalog-shelves.ts'

/** A catalog that another process writes. */
export interface CatalogCopy {
  catalog: Catalog
  /** Takes over what has changed there; without a body a document is gone. */
  apply(changes: readonly { kind: string; key: string; body?: string }[]): void
}

/** `update`: how a change is asked of that process. */
export function catalogCopy(documents: readonly StoredDocument[], update: Catalog['update']): CatalogCopy {
  const shelves = catalogShelves(documents)
  return {
    catalog: {
      ...shelves.reads,
      get revision() {
        return shelves.revision
      },
      update,
    },
    apply(changes) {
      for (const { kind, key, body } of changes) shelves.put(kind, key, body === undefined ? undefined : JSON.parse(body))
    },
  }
}
