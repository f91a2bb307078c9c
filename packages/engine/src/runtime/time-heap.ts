/** A binary heap by time. */
export interface TimeHeap<T> {
  push(at: number, value: T): void
  /** The earliest, when it is due at `now`. */
  popDue(now: number): T | undefined
  next(): number | undefined
  readonly size: number
  /** Drops entries that the test rejects. */
  keep(test: (value: T, at: number) => boolean): void
}

export function timeHeap<T>(): TimeHeap<T> {
  let times: number[] = []
  let values: T[] = []

  const swap = (a: number, b: number): void => {
    const time = times[a]!
    const value = values[a]!
    times[a] = times[b]!
    values[a] = values[b]!
    times[b] = time
    values[b] = value
  }

  const rise = (from: number): void => {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (times[parent]! <= times[at]!) return
      swap(parent, at)
      at = parent
    }
  }

  const sink = (from: number): void => {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      if (left >= times.length) return
      const child = left + 1 < times.length && times[left + 1]! < times[left]! ? left + 1 : left
      if (times[at]! <= times[child]!) return
      swap(at, child)
      at = child
    }
  }

  return {
    push(at, value) {
      times.push(at)
      values.push(value)
      rise(times.length - 1)
    },
    popDue(now) {
      if (times.length === 0 || times[0]! > now) return undefined
      const value = values[0]
      swap(0, times.length - 1)
      times.pop()
      values.pop()
      sink(0)
      return value
    },
    next: () => times[0],
    get size() {
      return times.length
    },
    keep(test) {
      const kept = times.map((at, index) => ({ at, value: values[index]! })).filter(({ at, value }) => test(value, at))
      kept.sort((a, b) => a.at - b.at)
      // A sorted list is a heap.
      times = kept.map(entry => entry.at)
      values = kept.map(entry => entry.value)
    },
  }
}
