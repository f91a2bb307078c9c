import type { HistoryEvent } from '@pasos/asl'
import { useEffect, useState } from 'react'
import { emptyRun, foldHistory, type RunModel } from '../history/fold-history.ts'
import type { ExecutionRecord } from './execution-record.ts'
import { openStream } from './open-stream.ts'

/** What is known of an execution so far. `events` and `run` grow in place; `revision` says when they did. */
export interface LiveExecution {
  record: ExecutionRecord | undefined
  events: HistoryEvent[]
  run: RunModel
  revision: number
}

interface Message {
  record: ExecutionRecord
  events: HistoryEvent[]
}

/** Follows an execution from its first event to its end. Raise `round` to follow again after a redrive. */
export function useLiveExecution(executionArn: string, isWanted: boolean, round: number): LiveExecution {
  const [live, setLive] = useState<LiveExecution>(() => nothingYet())
  useEffect(() => {
    if (!isWanted) return
    let state = nothingYet()
    setLive(state)
    // A redrive continues the same history: what is shown stays until the first message of the new round.
    const isFollowUp = round > 0
    let isClosed = false
    const close = openStream(`/_pasos/executions/${encodeURIComponent(executionArn)}/events`, data => {
      if (isClosed) return
      const { record, events } = data as Message
      const known = state.run.lastEventId
      state.events.push(...events.filter(event => event.id > known))
      foldHistory(state.run, events)
      state = { ...state, record, revision: state.revision + 1 }
      setLive(state)
      const hasEnded = record.status !== 'RUNNING' && record.status !== 'PENDING_REDRIVE' && state.run.ended !== undefined
      if (hasEnded && !(isFollowUp && known === 0 && events.length === 0)) {
        isClosed = true
        // An ended execution is silent; browsers allow few streams per server.
        close()
      }
    })
    return () => {
      isClosed = true
      close()
    }
  }, [executionArn, isWanted, round])
  return live
}

function nothingYet(): LiveExecution {
  return { record: undefined, events: [], run: emptyRun(), revision: 0 }
}
