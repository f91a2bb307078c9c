import type { Clock, Ids } from '../ports/clock.ts'

export interface FakeClock extends Clock {
  /** Moves time forward and wakes everybody who is due, in order of time. */
  advance(ms: number): void
  /** Sets the wall clock without time passing, backwards too. */
  jump(to: number): void
}

/** Time that stands still until a test moves it. */
export function fakeClock(start = 1_700_000_000_000): FakeClock {
  const sleepers = new Map<number, { at: number; wake: () => void }>()
  let now = start
  let nextId = 0

  const wakeDue = (): void => {
    for (;;) {
      const due = [...sleepers].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at)[0]
      if (!due) return
      sleepers.delete(due[0])
      due[1].wake()
    }
  }

  return {
    now: () => now,
    at(at, wake) {
      const id = nextId++
      sleepers.set(id, { at, wake })
      return () => sleepers.delete(id)
    },
    advance(ms) {
      now += ms
      wakeDue()
    },
    jump(to) {
      now = to
      wakeDue()
    },
  }
}

/** Ids that come out the same for the same seed (xorshift32). */
export function seededIds(seed = 1): Ids {
  let state = seed | 0 || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const hex = (): string => next().toString(16).padStart(8, '0')
  return {
    random: () => next() / 2 ** 32,
    uuid() {
      const digits = hex() + hex() + hex() + hex()
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
    },
  }
}
