import type { StepEvent, TimerId } from '../machine/event.ts'

/** What is still to happen in a simulation: events that are due now, in their order, then those of later moments. */
export class Agenda {
  private readonly due: StepEvent[] = []
  private dueHead = 0
  private readonly moments = new Map<TimerId | number, Moment>()
  private nextMoment = 0

  soon(event: StepEvent): void {
    this.due.push(event)
  }

  /** @param at epoch milliseconds */
  at(at: number, event: StepEvent): void {
    this.moments.set(this.nextMoment++, { at, event })
  }

  setTimer(timer: TimerId, at: number): void {
    this.moments.set(timer, { at, event: { type: 'TimerFired', timer } })
  }

  clearTimer(timer: TimerId): void {
    this.moments.delete(timer)
  }

  /** The next event: with the instant it happens at when the clock has to move on for it, which it may only if `canTimePass`. */
  next(canTimePass: boolean): StepEvent | Moment | undefined {
    const event = this.due[this.dueHead]
    if (event !== undefined) {
      this.dueHead++
      return event
    }
    return canTimePass ? this.nextInTime() : undefined
  }

  private nextInTime(): Moment | undefined {
    let first: [TimerId | number, Moment] | undefined
    for (const entry of this.moments) if (first === undefined || entry[1].at < first[1].at) first = entry
    if (first !== undefined) this.moments.delete(first[0])
    return first?.[1]
  }
}

export interface Moment {
  /** Epoch milliseconds. */
  at: number
  event: StepEvent
}
