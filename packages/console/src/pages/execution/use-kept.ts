import { eventDetail, text } from '@pasos/graph/run'
import { useQuery } from '@tanstack/react-query'
import { historyUntil } from '../../api/step-functions.ts'
import { type RerunOrigin, rerunOf } from '../../history/rerun-origin.ts'

/** Reruns of reruns are followed so far back. */
const GENERATIONS = 10

/** The states that ran before the one a rerun begins with, in the execution that is run again and in those that one runs again. */
export function useKept(origin: RerunOrigin | undefined): ReadonlySet<string> | undefined {
  const kept = useQuery({
    queryKey: ['kept', origin?.executionArn, origin?.eventId],
    enabled: origin !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const names = new Set<string>()
      let from = origin
      for (let generation = 0; from !== undefined && generation < GENERATIONS; generation++) {
        const events = await historyUntil(from.executionArn, from.eventId)
        for (const event of events) {
          const name = event.type.endsWith('StateEntered') ? text(eventDetail(event).name) : undefined
          if (name !== undefined) names.add(name)
        }
        from = events[0] && rerunOf(events[0])
      }
      return names
    },
  })
  return kept.data
}
