import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ExecutionRecord } from './execution-record.ts'
import { openStream } from './open-stream.ts'

const PAUSE_MS = 400

/** Keeps lists of executions up to date: whatever changes on the server makes the lists of its state machine stale. */
export function useLiveLists(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const changed = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      // A page that nobody sees reads its lists when it is looked at again.
      const refetchType = document.hidden ? 'none' : 'active'
      for (const machineArn of changed) void queries.invalidateQueries({ queryKey: ['executions', machineArn], refetchType })
      void queries.invalidateQueries({ queryKey: ['executions', 'all'], refetchType })
      // Where executions change all the time, beginning anew with several pages would never come to an end.
      void queries.invalidateQueries({ queryKey: ['waits'], refetchType }, { cancelRefetch: false })
      changed.clear()
    }
    const close = openStream('/_pasos/executions/events', data => {
      for (const record of (data as { records: ExecutionRecord[] }).records) changed.add(record.stateMachineArn)
      timer ??= setTimeout(refresh, PAUSE_MS)
    })
    return () => {
      clearTimeout(timer)
      close()
    }
  }, [queries])
}
