import { type Clock, type Ids, type Pace, seededIds } from '@pasos/engine'

/**
 * Everything that decides in which order things happen, under one seed: the wall clock, the event loop, chance. Nothing runs
 * but what `step` chooses, so a seed always tells the same story.
 */
export interface World extends Clock, Pace {
  readonly ids: Ids
  chance(probability: number): boolean
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number
  /** Like `at`, but it outlives a crash: clients and workers live elsewhere. */
  outside(delayMs: number, work: () => void): void
  /** How much waits to be run at once. */
  readonly isIdle: boolean
  /** Runs what waits to be run next; false when there is nothing. */
  runNext(): boolean
  /** Moves time to the next instant at which somebody wants to be woken; false when nobody does. */
  passTime(): boolean
  /** How far away that instant is. */
  untilNext(): number
  /** Everything that lived in the process is gone. */
  crash(): void
}

interface Sleeper {
  at: number
  order: number
  work: () => void
  isOutside: boolean
}

export function simulatedWorld(seed: number): World {
  const ids = seededIds(Math.imul(seed + 1, 0x9e3779b1))
  let now = 1_700_000_000_000
  let order = 0
  let waiting: (() => void)[] = []
  let sleepers: Sleeper[] = []

  const sleep = (at: number, work: () => void, isOutside: boolean): Sleeper => {
    const sleeper = { at: Math.max(at, now), order: order++, work, isOutside }
    sleepers.push(sleeper)
    return sleeper
  }

  const next = (): Sleeper | undefined => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers)
      if (!first || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order)) first = sleeper
    return first
  }

  const remove = (sleeper: Sleeper): void => {
    sleepers = sleepers.filter(other => other !== sleeper)
  }

  return {
    ids,
    now: () => now,
    elapsedMs: () => 0,
    chance: probability => ids.random() < probability,
    between: (from, to) => from + Math.floor(ids.random() * (to - from + 1)),
    later: work => void waiting.push(work),
    at(at, work) {
      const sleeper = sleep(at, work, false)
      return () => remove(sleeper)
    },
    outside: (delayMs, work) => void sleep(now + delayMs, work, true),
    get isIdle() {
      return waiting.length === 0
    },
    runNext() {
      const work = waiting.shift()
      work?.()
      return work !== undefined
    },
    untilNext: () => (next()?.at ?? Number.POSITIVE_INFINITY) - now,
    passTime() {
      const sleeper = next()
      if (!sleeper) return false
      remove(sleeper)
      now = sleeper.at
      sleeper.work()
      return true
    },
    crash() {
      waiting = []
      sleepers = sleepers.filter(({ isOutside }) => isOutside)
    },
  }
}
