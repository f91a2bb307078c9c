import {
  type Done,
  type Due,
  type Journal,
  type JournalIndex,
  type MapRunJournal,
  type MapRunWrite,
  type MemoryJournal,
  memoryJournal,
  type TurnWrite,
} from '@pasos/engine'
import type { World } from './world.ts'

/**
 * A disk that writes when the simulation says so. What it has been given waits; a sync makes the first so many writes durable and
 * tells their owners; a crash may make some durable without telling anybody, and loses the rest.
 */
export interface SimulatedDisk {
  /** The journal as one process sees it; a process that has died can no longer write. */
  open(): Journal & Due & JournalIndex & MapRunJournal
  /** What is on disk. */
  readonly durable: MemoryJournal
  readonly isIdle: boolean
  sync(): void
  crash(): void
}

type Pending = { write?: TurnWrite; mapRun?: MapRunWrite; death?: { number: number; event: number }; done?: Done | undefined }

/** `onDefect` hears of a write that the journal throws at: it contradicts the rows as they are, which only a bug of the engine can make. */
export function simulatedDisk(world: World, onDefect: (error: unknown) => void): SimulatedDisk {
  const durable = memoryJournal()
  let pending: Pending[] = []
  let processes = 0

  const write = (batch: readonly Pending[]): void => {
    for (const { write, mapRun, death } of batch) {
      if (write) durable.commit(write, () => undefined)
      if (mapRun) durable.commitMapRun(mapRun, () => undefined)
      if (death) durable.recordDeath(death.number, death.event)
    }
    try {
      durable.flush()
    } catch (error) {
      onDefect(error)
    }
  }

  const someOf = (): Pending[] => pending.splice(0, world.between(1, pending.length))

  return {
    durable,
    open() {
      const mine = ++processes
      const give = (entry: Pending): void => {
        if (mine === processes) pending.push(entry)
      }
      return {
        ...durable,
        commit: (write, done) => give({ write, done }),
        commitMapRun: (mapRun, done) => give({ mapRun, done }),
        childrenConverted: done => give({ done }),
        barrier: done => give({ done }),
        mend: () => undefined,
        recordDeath: (number, event) => give({ death: { number, event } }),
        flush: () => undefined,
        // Tokens are part of the story, too.
        secret: () => Buffer.alloc(32, 7),
      }
    },
    get isIdle() {
      return pending.length === 0
    },
    sync() {
      if (pending.length === 0) return
      const batch = someOf()
      write(batch)
      for (const { done } of batch) done?.()
    },
    crash() {
      if (pending.length > 0 && world.chance(0.5)) write(someOf())
      pending = []
      processes++
    },
  }
}
