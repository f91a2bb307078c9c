/** What is still to happen in a simulation: what is due now, in its order, then what belongs to later moments. */
export class Agenda<E> {
  private readonly due: E[] = []
  private dueHead = 0
  /** A heap: the next moment first, of equal moments the one that was set first. */
  private readonly moments: Timed<E>[] = []
  private readonly timers = new Map<string, Timed<E>>()
  private count = 0

  soon(event: E): void {
    this.due.push(event)
  }

  /** @param at epoch milliseconds */
  at(at: number, event: E): void {
    this.push({ at, order: this.count++, event })
  }

  /** A timer of the same name is replaced. */
  setTimer(timer: string, at: number, event: E): void {
    this.clearTimer(timer)
    const entry = { at, order: this.count++, event, timer }
    this.timers.set(timer, entry)
    this.push(entry)
  }

  clearTimer(timer: string): void {
    const entry = this.timers.get(timer)
    if (entry === undefined) return
    // It stays in the heap until its turn comes.
    entry.event = undefined
    this.timers.delete(timer)
  }

  /**
   * What happens next: with its instant when the clock has to move on for it.
   * @param latest the clock may move on so far; not at all when undefined
   */
  next(latest: number | undefined): Moment<E> | undefined {
    const event = this.due[this.dueHead]
    if (event !== undefined) {
      this.dueHead++
      if (this.dueHead === this.due.length) this.due.length = this.dueHead = 0
      return { at: undefined, event }
    }
    return latest === undefined ? undefined : this.nextInTime(latest)
  }

  private nextInTime(latest: number): Moment<E> | undefined {
    for (;;) {
      const first = this.moments[0]
      if (first === undefined || (first.event !== undefined && first.at > latest)) return undefined
      this.removeFirst()
      const { at, event, timer } = first
      if (event === undefined) continue
      if (timer !== undefined) this.timers.delete(timer)
      return { at, event }
    }
  }

  private push(entry: Timed<E>): void {
    const { moments } = this
    let place = moments.length
    while (place > 0) {
      const above = (place - 1) >> 1
      if (isBefore(moments[above]!, entry)) break
      moments[place] = moments[above]!
      place = above
    }
    moments[place] = entry
  }

  private removeFirst(): void {
    const { moments } = this
    const last = moments.pop()
    if (last === undefined || moments.length === 0) return
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      if (left >= moments.length) break
      const right = left + 1
      const below = right < moments.length && isBefore(moments[right]!, moments[left]!) ? right : left
      if (isBefore(last, moments[below]!)) break
      moments[place] = moments[below]!
      place = below
    }
    moments[place] = last
  }
}

interface Timed<E> {
  /** Epoch milliseconds. */
  at: number
  order: number
  /** Undefined once it is cancelled. */
  event: E | undefined
  timer?: string
}

function isBefore(one: Timed<unknown>, other: Timed<unknown>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

/** `at` is undefined for what happens at once. */
export interface Moment<E> {
  at: number | undefined
  event: E
}
