import type { StepEvent, Turn } from '@pasos/asl'
import type { Clock } from '../ports/clock.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { DeathMarks } from './death-marks.ts'
import { eventKey } from './event-key.ts'
import { type Delivery, nextDelivery, type Run } from './run.ts'

/**
 * The turn loop. Executions with mail take one event each, round and round, so that a busy one can't starve the others; after some
 * milliseconds the loop lets the process see to its sockets. What becomes of a turn is `settle`'s business.
 */
export interface TurnLoop {
  send(run: Run, delivery: Delivery): void
  /** Asked between two states of a turn: a promise when the turn has had its time for now. */
  pauseTurn(number: number): Promise<void> | undefined
  /** How many executions have mail. */
  readonly backlog: number
  close(): void
}

const sliceMs = 8
// A turn may take its time, but not the memory of all: one that has had this many slices is given up when memory runs short.
const slicesBeforeGivingUp = 50

/** A turn that was given up: most likely a loop without end, in a server without a limit for histories. */
export class TurnTooLong extends Error {
  constructor() {
    super('The execution was given up because it went on without waiting for anything until memory ran short.')
  }
}

export function turnLoop(options: {
  clock: Clock
  interpreter: Interpreter
  marks: DeathMarks
  /** True for an event that killed the process too often. */
  isPoison: (run: Run, event: StepEvent) => boolean
  settle: (run: Run, delivery: Delivery, turn: Turn) => void
  /** Memory runs short. */
  isCrowded: () => boolean
  /** The interpreter broke, which is a fault of ours: end the execution without it. */
  giveUp: (run: Run, delivery: Delivery, error: unknown) => void
  /** The backlog is worked off, or the slice is over. */
  pause: () => void
}): TurnLoop {
  const { clock, interpreter, marks, isPoison, settle, giveUp, pause, isCrowded } = options
  let ready: Run[] = []
  let readyAt = 0
  let isLooping = false
  let isClosed = false
  let until = 0
  const slices = new Map<number, number>()

  const schedule = (run: Run): void => {
    if (run.isScheduled || run.isStepping) return
    run.isScheduled = true
    ready.push(run)
    if (isLooping || isClosed) return
    isLooping = true
    setImmediate(loop)
  }

  const loop = (): void => {
    if (isClosed) return
    until = performance.now() + sliceMs
    while (readyAt < ready.length) {
      const run = ready[readyAt++]!
      run.isScheduled = false
      takeTurn(run)
      if (performance.now() > until) break
    }
    if (readyAt >= ready.length) {
      ready = []
      readyAt = 0
    } else if (readyAt > 4_096) {
      ready = ready.slice(readyAt)
      readyAt = 0
    }
    marks.clear(0)
    isLooping = ready.length > 0
    if (isLooping) setImmediate(loop)
    pause()
  }

  const takeTurn = (run: Run): void => {
    const delivery = nextDelivery(run)
    if (!delivery) return
    if (run.hasEnded && delivery.event.type !== 'ExecutionRedriven') delivery.done?.('ended')
    else advance(run, delivery)
    if (run.inboxAt < run.inbox.length) schedule(run)
  }

  const advance = (run: Run, delivery: Delivery): void => {
    run.environment.now = clock.now()
    const event = isPoison(run, delivery.event) ? poisoned : delivery.event
    const key = eventKey(delivery.event)
    const slot = marks.mark(run.number, key, false)
    let turn: Turn | Promise<Turn>
    try {
      turn = interpreter.step(run.program, run.snapshot, event, run.environment)
    } catch (error) {
      giveUp(run, delivery, error)
      return
    }
    if (!(turn instanceof Promise)) {
      settle(run, delivery, turn)
      return
    }
    const longSlot = marks.mark(run.number, key, true)
    if (slot !== longSlot) marks.clear(slot)
    run.isStepping = true
    const afterwards = (work: () => void): void => {
      run.isStepping = false
      slices.delete(run.number)
      marks.clear(longSlot)
      if (isClosed) return
      work()
      if (run.inboxAt < run.inbox.length) schedule(run)
      pause()
    }
    turn.then(
      computed => afterwards(() => settle(run, delivery, computed)),
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
    pauseTurn(number) {
      if (performance.now() <= until) return undefined
      const had = (slices.get(number) ?? 0) + 1
      slices.set(number, had)
      if (had > slicesBeforeGivingUp && isCrowded()) throw new TurnTooLong()
      return new Promise(resolve =>
        setImmediate(() => {
          until = performance.now() + sliceMs
          resolve()
        }),
      )
    },
    get backlog() {
      return ready.length - readyAt
    },
    close() {
      isClosed = true
    },
  }
}

const poisoned: StepEvent = {
  type: 'ExecutionFailed',
  error: 'States.Runtime',
  cause: 'The execution was given up because the process died three times while it worked on the same event.',
}
