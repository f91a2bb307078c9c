import { getHeapStatistics } from 'node:v8'
import type { StepEvent, Turn } from '@pasos/asl'
import type { Clock, Pace } from '../ports/clock.ts'
import { type DeathMarks, turnsAhead } from '../ports/death-marks.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import { isLarge, type TurnTexts, textsOf } from './encode-turn.ts'
import { markOf } from './event-key.ts'
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

const sliceMs = 8
// A turn may take its time, but not the memory of all: one that has had this many slices is given up when memory runs short.
const slicesBeforeGivingUp = 50
// Nor the patience of all: ten times AWS's limit for a whole history, or about forty seconds of computing, in a single turn.
const longestTurnEvents = 250_000
const longestTurnSlices = 5_000

/** A turn that was given up: most likely a loop without end, in a server without a limit for histories. */
export class TurnTooLong extends Error {
  constructor(reason: string) {
    super(`The execution was given up because it went on without waiting for anything until ${reason}.`)
  }
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
  /** Memory runs short. */
  isCrowded: () => boolean
  /** The interpreter broke, which is a fault of ours: end the execution without it. */
  giveUp: (run: Run, delivery: Delivery, error: unknown) => void
  /** For an execution whose copy in memory is no longer good. */
  resend: (number: number, delivery: Delivery) => void
  /** The backlog is worked off, or the slice is over. */
  pause: () => void
}): TurnLoop {
  const { clock, pace, interpreter, marks, isPoison, isSuspect, settle, giveUp, pause, isCrowded, resend } = options
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
    else if (run.hasEnded && delivery.event.type !== 'ExecutionRedriven') delivery.done?.('ended')
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
    let pieces: ReturnType<Interpreter['step']>
    let turn: Turn | undefined
    try {
      pieces = interpreter.step(run.program, run.snapshot, event, run.environment)
      turn = goOn(pieces)
    } catch (error) {
      giveUp(run, delivery, error)
      return
    }
    if (turn === undefined) advanceLong(run, delivery, pieces)
    else settle(run, delivery, turn)
  }

  /** Computes a turn on until it is done, or until the slice is over: then undefined. */
  const goOn = (pieces: ReturnType<Interpreter['step']>): Turn | undefined => {
    for (;;) {
      const piece = pieces.next()
      if (piece.done === true) return piece.value
      if (piece.value > longestTurnEvents) throw new TurnTooLong(`its history had grown by ${longestTurnEvents} events`)
      if (pace.elapsedMs() > until) return undefined
    }
  }

  /** Goes on with a turn that did not fit into its slice, slice by slice. */
  const inSlices = async (pieces: ReturnType<Interpreter['step']>): Promise<Turn> => {
    for (let slices = 1; ; slices++) {
      if (slices > longestTurnSlices) throw new TurnTooLong('its time was over')
      if (slices > slicesBeforeGivingUp && isCrowded()) throw new TurnTooLong('memory ran short')
      await breathe()
      const turn = goOn(pieces)
      if (turn !== undefined) return turn
    }
  }

  const advanceLong = (run: Run, delivery: Delivery, pieces: ReturnType<Interpreter['step']>): void => {
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
    inSlices(pieces)
      .then(async computed => ({ computed, texts: isLarge(computed) ? await textsOf(computed, breathe) : undefined }))
      .then(
        ({ computed, texts }) => afterwards(() => settle(run, delivery, computed, texts)),
        error => afterwards(() => giveUp(run, delivery, error)),
      )
  }

  return {
    send(run, delivery) {
      if (isClosed) {
        delivery.failed?.(new Error('The engine has closed.'))
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
