import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'
import { type Clock, type Ids, seededIds } from '@pasos/engine'

/** One life of a process on a machine of its own, whose clocks and timers are this world's. */
export interface Life {
  /** Of the machine: its next life has the same. */
  readonly name: string
  readonly isDead: boolean
  readonly isPaused: boolean
  readonly clock: Clock
  /** Runs what belongs to this life: its timers and clocks are those of the life, wherever it awaits something. */
  run<T>(work: () => T): T
  pause(): void
  resume(): void
  /** Nothing of it is ever run again. */
  kill(): void
  /** The wall clock is set; the steady one goes on. */
  setClock(byMs: number): void
  /** Told once it is dead. */
  onDeath(told: () => void): void
}

/** Time and chance of several machines under one seed. Nothing runs but what `step` takes next. */
export interface Machines {
  readonly ids: Ids
  /** True time, with fractions of milliseconds. */
  now(): number
  chance(probability: number): boolean
  between(from: number, to: number): number
  /** What happens later: to a life, which may be dead or paused by then, or outside of all. */
  outside(delayMs: number, work: () => void, life?: Life): void
  begin(name: string): Life
  /** Runs what is next; false when nothing is left. */
  step(): boolean
  /** Gives clocks and timers back. */
  close(): void
}

interface Happening {
  at: number
  order: number
  work: () => void
  life: Living | undefined
  isCancelled: boolean
}

interface Living extends Life {
  isDead: boolean
  isPaused: boolean
  held: Happening[]
  bornAt: number
  offsetMs: number
  rate: number
}

const place = new AsyncLocalStorage<Living | undefined>()
/** A quartz is wrong by some millionths. */
const worstDrift = 50e-6
const start = 1_700_000_000_000

export function openMachines(seed: number): Machines {
  const ids = seededIds(Math.imul(seed + 1, 0x9e3779b1))
  const queue = earliestFirst()
  let now = start
  let order = 0

  const happen = (delayMs: number, work: () => void, life: Living | undefined): Happening => {
    const happening = { at: now + Math.max(0, delayMs), order: order++, work, life, isCancelled: false }
    queue.push(happening)
    return happening
  }
  const wallOf = (life: Living): number => Math.floor(now + life.offsetMs)

  const clockOf = (life: Living): Clock => ({
    now: () => wallOf(life),
    at(at, wake) {
      let next: Happening
      // A clock that was set back meanwhile is looked at again.
      const sleep = (): void => {
        const leftMs = at - life.offsetMs - now
        if (leftMs <= 0) wake()
        else next = happen(leftMs, sleep, life)
      }
      next = happen(at - life.offsetMs - now, sleep, life)
      return () => {
        next.isCancelled = true
      }
    },
  })

  const begin = (name: string): Life => {
    const deaths: (() => void)[] = []
    const life: Living = {
      ...{ name, isDead: false, isPaused: false, held: [], bornAt: now, offsetMs: 0, rate: 1 + (ids.random() * 2 - 1) * worstDrift },
      clock: undefined as never,
      run: work => place.run(life, work),
      pause() {
        life.isPaused = true
      },
      resume() {
        life.isPaused = false
        for (const { work } of life.held.splice(0)) happen(0, work, life)
      },
      kill() {
        if (life.isDead) return
        life.isDead = true
        life.held = []
        for (const told of deaths) told()
      },
      setClock(byMs) {
        life.offsetMs += byMs
      },
      onDeath: told => void deaths.push(told),
    }
    return Object.assign(life, { clock: clockOf(life) })
  }

  const giveBack = takeTime({
    wall: wallOf,
    steady: life => (now - life.bornAt) * life.rate,
    // A timer counts by the machine's own clock.
    sleep: (life, ms, work) => happen(ms / life.rate, work, life),
  })
  return {
    ...{ ids, begin, now: () => now, close: giveBack },
    chance: probability => ids.random() < probability,
    between: (from, to) => from + Math.floor(ids.random() * (to - from + 1)),
    outside: (delayMs, work, life) => void happen(delayMs, work, life as Living | undefined),
    step() {
      const next = queue.pop()
      if (!next) return false
      now = Math.max(now, next.at)
      if (next.isCancelled || next.life?.isDead) return true
      if (next.life?.isPaused) next.life.held.push(next)
      else place.run(next.life, next.work)
      return true
    },
  }
}

interface Time {
  wall(life: Living): number
  steady(life: Living): number
  sleep(life: Living, ms: number, work: () => void): Happening
}

/**
 * Clocks and timers of this process tell what runs in a life that life's time, and everybody else what they always did: so the code of a node is run
 * as it is. Answers how to give them back.
 */
function takeTime({ wall, steady, sleep }: Time): () => void {
  const real = { setTimeout, clearTimeout, setImmediate, date: Date.now, wait: timersPromises.setTimeout }
  const handles = new WeakMap<object, Happening>()
  const handleOf = (happening: Happening): object => {
    const handle = { ref: () => handle, unref: () => handle }
    handles.set(handle, happening)
    return handle
  }
  const inLife = <A extends unknown[], R>(mine: (life: Living, ...args: A) => R, others: (...args: A) => R) =>
    ((...args: A): R => {
      const life = place.getStore()
      return life ? mine(life, ...args) : others(...args)
    }) as never

  globalThis.setTimeout = inLife(
    (life, work: () => void, ms = 0) => handleOf(sleep(life, ms, work)),
    real.setTimeout as unknown as (work: () => void, ms?: number) => object,
  )
  globalThis.clearTimeout = ((handle: object | undefined) => {
    const happening = handle && handles.get(handle)
    if (happening) happening.isCancelled = true
    else real.clearTimeout(handle as NodeJS.Timeout)
  }) as never
  globalThis.setImmediate = inLife((life, work: () => void) => handleOf(sleep(life, 0, work)), real.setImmediate as never)
  timersPromises.setTimeout = inLife(
    (life, ms: number = 0, value?: unknown) => new Promise(resolve => void sleep(life, ms, () => resolve(value))),
    real.wait as never,
  )
  syncBuiltinESMExports()
  Date.now = inLife(wall, real.date)
  const { now } = performance
  performance.now = inLife(steady, () => now.call(performance))
  return () => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout, setImmediate: real.setImmediate })
    Date.now = real.date
    timersPromises.setTimeout = real.wait
    syncBuiltinESMExports()
    Reflect.deleteProperty(performance, 'now')
  }
}

/** A binary heap: by their instants, and in the order in which they were given. */
function earliestFirst(): { push(happening: Happening): void; pop(): Happening | undefined } {
  const heap: Happening[] = []
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [heap[a]!, heap[b]!]
    return one.at < other.at || (one.at === other.at && one.order < other.order)
  }
  const swap = (a: number, b: number): void => {
    ;[heap[a], heap[b]] = [heap[b]!, heap[a]!]
  }
  return {
    push(happening) {
      let at = heap.push(happening) - 1
      for (let parent = (at - 1) >> 1; at > 0 && isBefore(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent)
        at = parent
      }
    },
    pop() {
      if (heap.length === 0) return undefined
      swap(0, heap.length - 1)
      const first = heap.pop()
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        let least = at
        if (left < heap.length && isBefore(left, least)) least = left
        if (right < heap.length && isBefore(right, least)) least = right
        if (least === at) return first
        swap(at, least)
        at = least
      }
    },
  }
}
