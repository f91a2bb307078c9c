import { FILTERS, type Filter, filterOf } from './execution-filter.ts'

/** A filter that somebody gave a name; kept by the browser. */
export interface SavedView {
  name: string
  /** As it stands in an address. */
  query: string
}

const KEY = 'pasos.views'

export function savedViews(storage: Pick<Storage, 'getItem'> = localStorage): SavedView[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(each => typeof each?.name === 'string' && typeof each?.query === 'string') : []
  } catch {
    return []
  }
}

/** Keeps views in the order of their names; a browser that keeps nothing still has them for as long as the page stands. */
export function keepViews(views: readonly SavedView[], storage: Pick<Storage, 'setItem'> = localStorage): SavedView[] {
  const sorted = views.toSorted((one, other) => one.name.localeCompare(other.name))
  try {
    storage.setItem(KEY, JSON.stringify(sorted))
  } catch {
    // Storage is forbidden or full.
  }
  return sorted
}

export function queryOf(filter: Filter): string {
  return new URLSearchParams(FILTERS.flatMap(name => (filter[name] ? [[name, filter[name]]] : []))).toString()
}

export const withView = (views: readonly SavedView[], name: string, filter: Filter): SavedView[] => [
  ...views.filter(view => view.name !== name),
  { name, query: queryOf(filter) },
]

export const filterOfView = ({ query }: SavedView): Filter => filterOf(new URLSearchParams(query))
