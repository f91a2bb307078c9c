/** What is still to happen in a simulation: what is due now, in its order, then what belongs to later moments. */
export class Agenda<E> {
  private readonly due: E[] = []
  private dueHead = 0
  private readonly moments = new Map<string | number, Timed<E>>()
  private nextMoment = 0

  soon(event: E): void {
    this.due.push(event)
  }

  /** @param at epoch milliseconds */
  at(at: number, event: E): void {
    this.moments.set(this.nextMoment++, { at, event })
  }

  /** A timer of the same name is replaced. */
  setTimer(timer: string, at: number, event: E): void {
    this.moments.set(timer, { at, event })
  }

  clearTimer(timer: string): void {
    this.moments.delete(timer)
  }

  /** What happens next: with its instant when the clock has to move on for it, which it may only if `canTimePass`. */
  next(canTimePass: boolean): Moment<E> | undefined {
    const event = this.due[this.dueHead]
    if (event !== undefined) {
      this.dueHead++
      return { at: undefined, event }
    }
    return canTimePass ? this.nextInTime() : undefined
  }

  private nextInTime(): Moment<E> | undefined {
    let first: [string | number, Timed<E>] | undefined
    for (const entry of this.moments) if (first === undefined || entry[1].at < first[1].at) first = entry
    if (first !== undefined) this.moments.delete(first[0])
    return first?.[1]
  }
}

interface Timed<E> {
  /** Epoch milliseconds. */
  at: number
  event: E
}

/** `at` is undefined for what happens at once. */
export interface Moment<E> {
  at: number | undefined
  event: E
}
