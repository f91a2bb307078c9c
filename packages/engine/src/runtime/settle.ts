import type { StepEvent, Turn } from '@pasos/asl'
import type { Interpreter } from '../ports/interpreter.ts'
import type { Journal, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { TurnCommit } from './commit-turn.ts'
import { endedRecord, isEmpty, outcomeOf, type TurnTexts } from './encode-turn.ts'
import type { ExpressRuns } from './express.ts'
import { failingTurn } from './failing-turn.ts'
import type { Delivery, Run } from './run.ts'
import type { RunCache } from './run-cache.ts'
import type { ExtendTurn } from './tasks-at-once.ts'

/** What becomes of a turn that has been computed. */
export interface Settlement {
  settle(run: Run, delivery: Delivery, turn: Turn, texts?: TurnTexts): void
  /** Ends an execution that the interpreter, or the store, can't take further. */
  giveUp(run: Run, delivery: Delivery, reason: unknown): void
  /** Answers an event that changes nothing. */
  answer(run: Run, delivery: Delivery, outcome: 'ignored' | 'ended'): void
}

export function settlement(options: {
  interpreter: Pick<Interpreter, 'applyTurn'>
  journal: Pick<Journal, 'barrier'>
  cache: RunCache
  express: ExpressRuns
  commits: TurnCommit
  /** Carries out what a turn of an Express execution asks for. */
  carryOutExpress: (run: Run, event: StepEvent, turn: Turn) => void
  /** Goes on with a turn before it is written. */
  extend: ExtendTurn
  onDefect: (error: unknown) => void
}): Settlement {
  const { interpreter, journal, cache, express, commits, carryOutExpress, onDefect, extend } = options

  const apply = (run: Run, record: ExecutionRecord, { event }: Delivery, turn: Turn): void => {
    interpreter.applyTurn(run.snapshot, turn)
    run.record = record
    if (turn.end) run.hasEnded = true
    else if (event.type === 'ExecutionRedriven' && turn.history.length > 0) run.hasEnded = false
  }

  const answer = (run: Run, { done, failed }: Delivery, outcome: 'ignored' | 'ended'): void => {
    // What the event met, an end above all, may not be on disk yet; the answer must not run ahead of it.
    if (done && run.commitsInFlight > 0) journal.barrier(error => (error ? failed?.(error) : done(outcome)))
    else done?.(outcome)
  }

  const recordAfter = (run: Run, { end }: Turn): ExecutionRecord => (end ? endedRecord(run.record, end, run.environment.now) : run.record)

  const settleExpress = (run: Run, delivery: Delivery, turn: Turn): void => {
    apply(run, recordAfter(run, turn), delivery, turn)
    run.isNew = false
    carryOutExpress(run, delivery.event, turn)
    express.settled(run, turn)
    delivery.done?.(outcomeOf(delivery.event, turn))
  }

  const settle = (run: Run, delivery: Delivery, turn: Turn, texts?: TurnTexts): void => {
    if (express.owns(run)) {
      settleExpress(run, delivery, turn)
      return
    }
    if (isEmpty(turn) && !run.isNew && delivery.event.type !== 'TimerFired') {
      apply(run, run.record, delivery, turn)
      answer(run, delivery, 'ignored')
      cache.rest(run)
      return
    }
    const extended = texts === undefined ? extend(run, delivery, turn) : undefined
    if (extended !== undefined) {
      if (write(run, extended.delivery, extended.turn) === undefined) return
      extended.drop()
    }
    const hindrance = write(run, delivery, turn, texts)
    if (hindrance !== undefined) giveUp(run, delivery, hindrance.reason)
  }

  /** Writes a turn, or says why it can't be; then nothing has changed. */
  const write = (run: Run, delivery: Delivery, turn: Turn, texts?: TurnTexts): { reason: unknown } | undefined => {
    const record = recordAfter(run, turn)
    let written: TurnWrite
    try {
      written = commits.encode(run, record, delivery, turn, texts)
    } catch (reason) {
      return { reason }
    }
    apply(run, record, delivery, turn)
    commits.commit(run, written, delivery, turn)
    return undefined
  }

  const giveUp = (run: Run, delivery: Delivery, reason: unknown): void => {
    onDefect(reason)
    const { data, ...rest } = delivery
    // An execution that fails at its start has been started all the same.
    if (data === undefined || run.isNew) {
      settle(run, delivery, failingTurn(run, reason))
      return
    }
    // The event was not taken after all, nor is what it brought.
    delivery.failed?.(reason instanceof Error ? reason : new Error(String(reason)))
    settle(run, { event: rest.event }, failingTurn(run, reason))
  }

  return { settle, giveUp, answer }
}
