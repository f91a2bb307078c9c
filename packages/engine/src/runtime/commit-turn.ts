import type { Turn } from '@pasos/asl'
import { mapRunWrites } from '../map-runs/encode-map-runs.ts'
import type { MapRuns } from '../map-runs/map-runs.ts'
import type { MemoryBudget } from '../map-runs/memory-budget.ts'
import { type Journal, type TurnWrite, WriteRefused } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { turnBytes } from '../ports/turn-bytes.ts'
import { carryOut } from './carry-out.ts'
import type { Dispatcher } from './dispatcher.ts'
import { encodeTurn, outcomeOf, type TurnTexts } from './encode-turn.ts'
import type { NewDefinitions } from './new-definitions.ts'
import type { Notices } from './notices.ts'
import { type Delivery, noteFrames, type Run, sleepsLong } from './run.ts'
import type { RunCache } from './run-cache.ts'
import type { RunningCounts } from './running-counts.ts'
import type { Timers } from './timers.ts'
import { assertStorable } from './unstorable.ts'

/** Writes turns. Everything outside learns of a turn only in `afterCommit`, when it is on disk. */
export interface TurnCommit {
  /** The turn as text; `record` is the execution's after it. Changes nothing. Throws when the content can't be stored. */
  encode(run: Run, record: ExecutionRecord, delivery: Delivery, turn: Turn, texts?: TurnTexts): TurnWrite
  commit(run: Run, write: TurnWrite, delivery: Delivery, turn: Turn): void
}

/** What is to be known of a write that the store did not take. */
interface Refusable {
  definition: TurnWrite['definition']
  isCreated: boolean
}

export function turnCommit(options: {
  journal: Pick<Journal, 'commit' | 'mend' | 'allocate'>
  cache: RunCache
  tasks: Dispatcher
  timers: Timers
  news: Notices
  running: RunningCounts
  definitions: NewDefinitions
  /** An event for an execution that must be read again from the journal. */
  resend: (number: number, delivery: Delivery) => void
  mapRuns: () => Pick<MapRuns, 'afterCommit' | 'childEnded'>
  /** Takes in what turns of Map Runs' children hold until they are on disk. */
  budget: Pick<MemoryBudget, 'hold' | 'release'>
}): TurnCommit {
  const { journal, cache, tasks, timers, news, running, definitions, resend, budget } = options

  const afterCommit = (run: Run, record: ExecutionRecord, delivery: Delivery, turn: Turn, mapRuns: TurnWrite['mapRuns']): void => {
    carryOut({ tasks, timers }, { run, record, event: delivery.event, turn })
    if (mapRuns) options.mapRuns().afterCommit(run, mapRuns)
    // Whoever is told of an end finds nothing of it that still counts as running.
    if (turn.end && record.mapRun === undefined) running.ended(record.stateMachineArn)
    if (turn.history.length > 0) news.tell({ record, events: turn.history })
    if (turn.end) {
      tasks.cancelAll(run.number)
      news.ended(record)
    }
    delivery.done?.(outcomeOf(delivery.event, turn))
    if (turn.end && record.mapRun) options.mapRuns().childEnded(record)
    if ((run.hasEnded && run.commitsInFlight === 0) || sleepsLong(run, turn)) cache.remove(run)
    else cache.rest(run)
  }

  /** The store took neither this turn nor the later ones, so what is in memory is ahead of it: the execution fails from where it stands on disk. */
  const refused = (run: Run, { definition, isCreated }: Refusable, delivery: Delivery, error: WriteRefused): void => {
    if (definition) definitions.lost(definition)
    if (!run.isStale) {
      run.isStale = true
      cache.remove(run)
      tasks.cancelAll(run.number)
      journal.mend(run.number)
      const cause = error.message
      if (!isCreated) resend(run.number, { event: { type: 'ExecutionFailed', error: 'States.Runtime', cause } })
      else if (run.record.mapRun === undefined) running.ended(run.record.stateMachineArn)
    }
    delivery.failed?.(error)
  }

  return {
    encode(run, record, delivery, turn, texts) {
      const { event } = delivery
      const request = 'task' in event ? tasks.request(run.number, event.task) : undefined
      const write = encodeTurn(run, event, turn, request, texts)
      const mapRuns = mapRunWrites(run.number, event, turn, run.environment.now, journal.allocate)
      if (mapRuns.length > 0) write.mapRuns = mapRuns
      if (run.isNew) write.created = record
      else if (turn.end || event.type === 'ExecutionRedriven') write.changed = record
      // A failed execution keeps its frames, so that it can be redriven.
      if (turn.end) write.clear = turn.end.status === 'SUCCEEDED' ? 'all' : 'work'
      if (delivery.data) write.data = delivery.data
      assertStorable(write)
      return write
    },
    commit(run, write, { event, done, failed }, turn) {
      if (write.created) {
        const definition = definitions.take(run.record.definitionId)
        if (definition) write.definition = definition
      }
      run.isNew = false
      run.sum = write.history.at(-1)?.sum ?? run.sum
      noteFrames(run, write)
      run.commitsInFlight++
      const record = run.record
      // Nobody holds on to the write until it is on disk: by then the journal has long made bytes of its texts.
      const { definition, mapRuns } = write
      const isCreated = write.created !== undefined
      const delivery: Delivery = { event, done, failed }
      const bytes = record.mapRun === undefined ? 0 : turnBytes(write)
      if (bytes > 0) budget.hold(bytes)
      journal.commit(write, error => {
        run.commitsInFlight--
        if (bytes > 0) budget.release(bytes)
        if (error instanceof WriteRefused) refused(run, { definition, isCreated }, delivery, error)
        else if (error) delivery.failed?.(error)
        else afterCommit(run, record, delivery, turn, mapRuns)
      })
    },
  }
}
