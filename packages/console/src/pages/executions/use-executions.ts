import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { executionsQuery } from '../../api/page-queries.ts'
import { type Filter, filterOf, questionOf } from './execution-filter.ts'
import { queryOf } from './saved-views.ts'

const TYPING_MS = 250

/** The list's filter, which stands in the address, and the pages read so far. */
export function useExecutions(machine: string | undefined) {
  const [address, setAddress] = useSearchParams()
  const filter = filterOf(address)
  // One text, so that it settles as a whole and is the same as long as it says the same.
  const settled = useSettled(queryOf(filter))
  const change = (changes: Partial<Filter>) =>
    setAddress(
      old => {
        const next = new URLSearchParams(old)
        for (const [key, value] of Object.entries(changes)) {
          if (value === '') next.delete(key)
          else next.set(key, value)
        }
        return next
      },
      { replace: true },
    )
  const found = useInfiniteQuery({
    ...executionsQuery(questionOf(filterOf(new URLSearchParams(settled)), machine)),
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
  })
  return { filter, change, found }
}

/** The value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
