/** How many calls are being answered, and when none is any more. */
export interface Underway {
  /** Counts a call until its promise, which never rejects, resolves. */
  until(answered: Promise<unknown>): void
  /** Resolves once nothing is under way. */
  none(): Promise<void>
}

/** A number and no set of promises: what comes and goes so fast would live on in the set's old tables, see `FleetingMap`. */
export function createUnderway(): Underway {
  let count = 0
  let waiting: (() => void)[] = []
  const ended = (): void => {
    count--
    if (count > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    until(answered) {
      count++
      answered.then(ended)
    },
    none: () => (count === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
  }
}
