import { getHeapStatistics } from 'node:v8'
import { PutAside, type StepEvent, type Turn, TurnMemo } from '@pasos/asl'
import type { Clock, Pace } from '../ports/clock.ts'
import { type DeathMarks, turnsAhead } from '../ports/death-marks.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import { EngineClosed } from '../ports/runtime.ts'
import { isLarge, type TurnTexts, textsOf } from './encode-turn.ts'
import { markOf } from './event-key.ts'
import { inSlices, longestTurnEvents, type Pieces, sliceMs, TurnTooLong } from './long-turn.ts'
import { type Delivery, nextDelivery, type Run } from './run.ts'

/**
 * The turn loop. Executions with mail take one event each, round and round, so that a busy one can't starve the others; after some
 * milliseconds the loop lets the process see to its sockets. What becomes of a turn is `settle`'s business.
 */
export interface TurnLoop {
  send(run: Run, delivery: Delivery): void
  /** How many executions have mail. */
  readonly backlog: number
  close(): void
}

/** The very start of an execution killed the process too often. */
export class PoisonousStart extends Error {}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function turnLoop(options: {
  clock: Clock
  pace: Pace
  interpreter: Interpreter
  marks: DeathMarks
  /** True for an event that killed the process too often. */
  isPoison: (run: Run, event: StepEvent) => boolean
  /** Whether the process died before while it worked on this execution: then its turns are marked on their own. */
  isSuspect: (run: Run) => boolean
  settle: (run: Run, delivery: Delivery, turn: Turn, texts?: TurnTexts) => void
  /** Answers an event that finds its execution ended. */
  answer: (run: Run, delivery: Delivery, outcome: 'ended') => void
  /** Memory runs short. */
  isCrowded: () => boolean
  /** The interpreter broke, which is a fault of ours: end the execution without it. */
  giveUp: (run: Run, delivery: Delivery, error: unknown) => void
  /** Where expressions are computed that take long; without it they take their time here. */
  longExpressions?: LongExpressions | undefined
  /** For an execution whose copy in memory is no longer good. */
  resend: (number: number, delivery: Delivery) => void
  /** The backlog is worked off, or the slice is over. */
  pause: () => void
}): TurnLoop {
  const { clock, pace, interpreter, marks, isPoison, isSuspect, settle, giveUp, pause, isCrowded, resend, longExpressions } = options
  // Of the turn that is computed at a stretch; one that takes longer keeps it, and the next turns get another.
  let memo = longExpressions && new TurnMemo()
  let ready: Run[] = []
  let readyAt = 0
  let isLooping = false
  let isClosed = false
  let until = 0
  // Turns at the head of `ready` that are marked.
  let marked = 0

  const schedule = (run: Run): void => {
    if (run.isScheduled || run.isStepping) return
    run.isScheduled = true
    ready.push(run)
    if (isLooping || isClosed) return
    isLooping = true
    pace.later(loop)
  }

  const loop = (): void => {
    if (isClosed) return
    until = pace.elapsedMs() + sliceMs
    while (readyAt < ready.length) {
      if (marked === 0) markAhead()
      marked--
      const run = ready[readyAt++]!
      run.isScheduled = false
      takeTurn(run)
      if (marked === 0 && isSuspect(run)) marks.clearAhead()
      if (pace.elapsedMs() > until) break
    }
    if (readyAt >= ready.length) {
      ready = []
      readyAt = 0
    } else if (readyAt > 4_096) {
      ready = ready.slice(readyAt)
      readyAt = 0
    }
    marked = 0
    marks.markAhead(nothing)
    isLooping = ready.length > 0
    if (isLooping) pace.later(loop)
    pause()
  }

  /** Marks the turns that come next; an execution under suspicion stands alone. */
  const markAhead = (): void => {
    const ahead: number[] = []
    const end = Math.min(ready.length, readyAt + turnsAhead)
    for (let at = readyAt; at < end; at++) {
      const run = ready[at]!
      const isAlone = isSuspect(run)
      if (isAlone && marked > 0) break
      const event = run.inbox[run.inboxAt]?.event
      const mark = event === undefined ? { number: run.number, key: 0 } : markOf(run, event)
      ahead.push(mark.number, mark.key)
      marked++
      if (isAlone) break
    }
    marks.markAhead(ahead)
  }

  /** Lets the others have their turn when the slice is over. */
  const breathe = (): Promise<void> | undefined => {
    if (pace.elapsedMs() <= until) return undefined
    return new Promise(resolve =>
      pace.later(() => {
        until = pace.elapsedMs() + sliceMs
        resolve()
      }),
    )
  }

  const takeTurn = (run: Run): void => {
    const delivery = nextDelivery(run)
    if (!delivery) return
    if (run.isStale) resend(run.number, delivery)
    else if (run.hasEnded && delivery.event.type !== 'ExecutionRedriven') options.answer(run, delivery, 'ended')
    else advance(run, delivery)
    if (run.inboxAt < run.inbox.length) schedule(run)
  }

  const advance = (run: Run, delivery: Delivery): void => {
    run.environment.now = clock.now()
    const event = isPoison(run, delivery.event) ? poisoned : delivery.event
    if (event === poisoned && run.isNew) {
      giveUp(run, delivery, new PoisonousStart(poisoned.cause))
      return
    }
    memo?.renew()
    const begin = (): Pieces => interpreter.step(run.program, run.snapshot, event, run.environment)
    let begun: Pieces | PutAside
    let turn: Turn | undefined
    try {
      begun = begin()
      turn = goOn(run, begun, memo)
    } catch (error) {
      if (!(error instanceof PutAside)) {
        giveUp(run, delivery, error)
        return
      }
      begun = error
    }
    if (turn === undefined) advanceLong(run, delivery, begun, begin)
    else settle(run, delivery, turn)
  }

  /** Computes a turn on until it is done, or until the slice is over: then undefined. */
  const goOn = ({ environment }: Run, pieces: Pieces, known: TurnMemo | undefined): Turn | undefined => {
    environment.memo = known
    try {
      for (;;) {
        const piece = pieces.next()
        if (piece.done === true) return piece.value
        if (piece.value > longestTurnEvents) throw new TurnTooLong(`its history had grown by ${longestTurnEvents} events`)
        if (pace.elapsedMs() > until) return undefined
      }
    } finally {
      environment.memo = undefined
    }
  }

  const advanceLong = (run: Run, delivery: Delivery, begun: Pieces | PutAside, begin: () => Pieces): void => {
    const mine = memo
    memo = longExpressions && new TurnMemo()
    const mark = markOf(run, delivery.event)
    const slot = marks.markLong(mark.number, mark.key)
    run.isStepping = true
    const afterwards = (work: () => void): void => {
      run.isStepping = false
      marks.clearLong(slot)
      if (isClosed) return
      if (run.isStale) resend(run.number, delivery)
      else work()
      if (run.inboxAt < run.inbox.length) schedule(run)
      pause()
    }
    inSlices({ begun, begin, memo: mine, longExpressions, breathe, isCrowded, goOn: pieces => goOn(run, pieces, mine) })
      .then(async computed => ({ computed, texts: isLarge(computed) ? await textsOf(computed, breathe) : undefined }))
      .then(
        ({ computed, texts }) => afterwards(() => settle(run, delivery, computed, texts)),
        error => afterwards(() => giveUp(run, delivery, error)),
      )
  }

  return {
    send(run, delivery) {
      if (isClosed) {
        delivery.failed?.(new EngineClosed())
        return
      }
      run.inbox.push(delivery)
      schedule(run)
    },
    get backlog() {
      return ready.length - readyAt
    },
    close() {
      isClosed = true
    },
  }
}

const nothing: readonly number[] = []

const poisoned: Extract<StepEvent, { type: 'ExecutionFailed' }> = {
  type: 'ExecutionFailed',
  error: 'States.Runtime',
  cause: 'The execution was given up because the process died three times while it worked on the same event.',
}

/** The figures count garbage, which V8 collects near the limit, and the limit some 200 MB for the young; hence so much room. */
export function heapIsCrowded(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used > 0.7 * limit
}
