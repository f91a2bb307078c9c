import type { HistoryEvent } from '@pasos/asl'
import { emptyRun, foldHistory, type RunModel } from '@pasos/graph/run'
import { useEffect, useState } from 'react'
import type { ExecutionRecord } from './execution-record.ts'
import { openStream } from './open-stream.ts'

/** What is known of an execution so far. `events` and `run` grow in place; `revision` says when they did. */
export interface LiveExecution {
  record: ExecutionRecord | undefined
  events: HistoryEvent[]
  run: RunModel
  revision: number
}

/** A long history comes in many messages; the page is drawn at most this often. */
const SHOW_MS = 120

interface Message {
  record: ExecutionRecord
  events: HistoryEvent[]
}

/** Follows an execution from its first event to its end. Raise `round` to follow again after a redrive. */
export function useLiveExecution(executionArn: string, isWanted: boolean, round: number): LiveExecution {
  const [live, setLive] = useState<LiveExecution>(() => nothingYet())
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round follows anew, from the start of the history.
  useEffect(() => {
    if (!isWanted) return
    let state = nothingYet()
    let timer: ReturnType<typeof setTimeout> | undefined
    let shownAt = 0
    const show = () => {
      timer = undefined
      shownAt = Date.now()
      setLive(state)
    }
    const stop = openStream(`/_pasos/executions/${encodeURIComponent(executionArn)}/events`, data => {
      const { record, events } = data as Message
      const known = state.run.lastEventId
      for (const event of events) if (event.id > known) state.events.push(event)
      foldHistory(state.run, events)
      state = { ...state, record, revision: state.revision + 1 }
      timer ??= setTimeout(show, Math.max(0, shownAt + SHOW_MS - Date.now()))
      // An ended execution is silent, and browsers allow few streams per server.
      const hasEnded = record.status !== 'RUNNING' && record.status !== 'PENDING_REDRIVE'
      if (hasEnded && state.run.ended !== undefined && state.run.redrives === record.redriveCount) stop()
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [executionArn, isWanted, round])
  return live
}

function nothingYet(): LiveExecution {
  return { record: undefined, events: [], run: emptyRun(), revision: 0 }
}
