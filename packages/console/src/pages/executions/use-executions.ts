import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { findExecutions } from '../../api/executions.ts'

const TYPING_MS = 250

/** The list's filter, which stands in the address, and the pages read so far. */
export function useExecutions(machine: string | undefined) {
  const [address, setAddress] = useSearchParams()
  const status = address.get('status') ?? ''
  const search = address.get('q') ?? ''
  const settled = useSettled(search)
  const change = (changes: Record<string, string>) =>
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
    queryKey: ['executions', machine ?? 'all', 'list', status, settled],
    queryFn: ({ pageParam }) => findExecutions({ ...(machine ? { machine } : {}), status, search: settled, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
  })
  return { status, search, change, found }
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
