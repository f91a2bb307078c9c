import type { HistoryEvent, StepEvent, Turn } from '@pasos/asl'
import { FleetingMap } from '../fleeting-map.ts'
import type { Clock } from '../ports/clock.ts'
import { type ExecutionNumber, type Journal, WriteRefused } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { Dispatcher } from './dispatcher.ts'
import { encodeHistory, endedRecord } from './encode-turn.ts'
import type { NewDefinitions } from './new-definitions.ts'
import type { Notices } from './notices.ts'
import { numberMap } from './number-map.ts'
import type { Run } from './run.ts'
import type { RunningCounts } from './running-counts.ts'
import { type Timers, timers } from './timers.ts'

/**
 * Express executions: the same turns, in memory only. Their numbers are negative, so they never meet those of the journal. When they
 * are kept, each is written as a whole after its end and nobody waits for it.
 */
export interface ExpressRuns {
  allocate(): number
  begin(run: Run, child?: ExpressChild): void
  /** Stops the children of a Map Run. */
  stopChildren(mapRun: number): void
  owns(run: Run): boolean
  get(number: number): Run | undefined
  byArn(executionArn: string): Run | undefined
  /** After each turn. */
  settled(run: Run, turn: Turn): void
  describe(executionArn: string): ExecutionRecord | undefined
  /** The record of one that has just ended, so that whoever started it may still ask. */
  ended(executionArn: string): ExecutionRecord | undefined
  readonly timers: Timers
}

/** What a Map Run adds to a child of its own: it is written when it ends, and the Map Run is told when that is on disk. */
export interface ExpressChild {
  ended: () => void
  /** Its row, when it is redriven. */
  keptAs?: ExecutionNumber
}

// AWS: an Express workflow runs for five minutes at most.
const longestMs = 5 * 60_000
const limitTimer = 'express/limit'
const rememberedEnds = 256

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function expressRuns(options: {
  clock: Clock
  tasks: Dispatcher
  news: Notices
  running: RunningCounts
  journal: Pick<Journal, 'allocate' | 'commit'>
  keep: boolean
  onDefect: (error: unknown) => void
  definitions: NewDefinitions
  send: (run: Run, event: StepEvent) => void
  /** The end of a Map Run's child is on disk. */
  childEnded: (record: ExecutionRecord) => void
}): ExpressRuns {
  const { clock, tasks, news, running, journal, keep, send } = options
  const runs = numberMap<Run>()
  const numbers = new Map<string, number>()
  const histories = numberMap<HistoryEvent[]>()
  const ends = new FleetingMap<ExecutionRecord>()
  const children = numberMap<ExpressChild>()
  let lastNumber = 0

  const clockwork = timers({
    ...{ clock, onDefect: options.onDefect },
    journal: { timersBetween: async () => [] },
    isBusy: () => false,
    windowMs: 4 * longestMs,
    fire(number, timer) {
      const run = runs.get(number)
      if (run && timer === limitTimer) timeOut(run)
      else if (run) send(run, { type: 'TimerFired', timer })
    },
  })

  const timeOut = (run: Run): void => {
    const now = clock.now()
    const id = run.snapshot.lastEventId + 1
    const event: HistoryEvent = {
      ...{ id, previousEventId: run.snapshot.lastEventId, timestamp: now, type: 'ExecutionTimedOut' },
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    }
    run.snapshot.lastEventId = id
    run.hasEnded = true
    const end = { status: 'TIMED_OUT', error: 'States.Timeout' } as const
    run.record = endedRecord(run.record, end, now)
    const { nextFrameId } = run.snapshot
    settled(run, { frames: [], removed: [], history: [event], commands: [], lastEventId: id, nextFrameId, end })
  }

  const settled = (run: Run, turn: Turn): void => {
    if (keep) histories.get(run.number)?.push(...turn.history)
    if (turn.end && run.record.mapRun === undefined) running.ended(run.record.stateMachineArn)
    if (turn.history.length > 0) news.tell({ record: run.record, events: turn.history })
    if (!turn.end) return
    tasks.cancelAll(run.number)
    clockwork.clear(run.number, limitTimer)
    runs.delete(run.number)
    numbers.delete(run.record.executionArn)
    if (ends.size >= rememberedEnds) ends.deleteOldest()
    ends.set(run.record.executionArn, run.record)
    const child = children.get(run.number)
    if (child || keep) write(run, child)
    news.ended(run.record)
  }

  const write = (run: Run, child: ExpressChild | undefined): void => {
    const { record } = run
    const history = histories.get(run.number) ?? []
    histories.delete(run.number)
    children.delete(run.number)
    const definition = options.definitions.take(record.definitionId)
    const number = child?.keptAs ?? journal.allocate()
    const row =
      child?.keptAs === undefined ? { created: record, history: encodeHistory(run.sum, history) } : { changed: record, history: [] }
    journal.commit(
      {
        ...{ number, ...row, frames: [], removedFrames: [], nextFrameId: run.snapshot.nextFrameId },
        ...(definition && { definition }),
        ...{ setTimers: [], clearedTimers: [] },
      },
      error => {
        if (definition && error instanceof WriteRefused) options.definitions.lost(definition)
        if (error || child === undefined) return
        child.ended()
        options.childEnded(record)
      },
    )
  }

  return {
    allocate: () => --lastNumber,
    begin(run, child) {
      runs.set(run.number, run)
      numbers.set(run.record.executionArn, run.number)
      if (keep) histories.set(run.number, [])
      if (child) children.set(run.number, child)
      else running.started(run.record.stateMachineArn)
      clockwork.set(run.number, limitTimer, run.record.startDate + longestMs)
      send(run, { type: 'ExecutionStarted' })
    },
    stopChildren(mapRun) {
      for (const run of runs.values()) if (run.record.mapRun?.number === mapRun) send(run, { type: 'ExecutionStopped' })
    },
    owns: run => run.number < 0,
    get: number => runs.get(number),
    byArn(executionArn) {
      const number = numbers.get(executionArn)
      return number === undefined ? undefined : runs.get(number)
    },
    settled,
    describe(executionArn) {
      const number = numbers.get(executionArn)
      return (number === undefined ? undefined : runs.get(number)?.record) ?? ends.get(executionArn)
    },
    ended: executionArn => ends.get(executionArn),
    timers: clockwork,
  }
}
