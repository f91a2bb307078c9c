import { useQuery } from '@tanstack/react-query'
import { readKeptDraft } from './draft-journal.ts'

/** What was begun before, read anew whenever a Studio is opened: what a former one kept meanwhile is newer. */
export function useKeptDraft(key: string | undefined) {
  return useQuery({
    queryKey: ['draft', key],
    queryFn: () => readKeptDraft(key!),
    enabled: key !== undefined,
    ...{ gcTime: 0, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
  })
}
