import type { ExecutionQuery } from '../../api/executions.ts'

/** What of the address of a list says which executions it shows. */
export const FILTERS = ['status', 'q'] as const
export type Filter = Record<(typeof FILTERS)[number], string>

export function filterOf(address: URLSearchParams): Filter {
  return { status: address.get('status') ?? '', q: address.get('q') ?? '' }
}

/** What the server is asked for: without what is not filtered by. */
export function questionOf({ status, q }: Filter, machine?: string): ExecutionQuery {
  return { ...(machine ? { machine } : {}), ...(status ? { status } : {}), ...(q ? { search: q } : {}) }
}
