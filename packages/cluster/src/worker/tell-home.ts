import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { TurnNotice } from '@pasos/engine'

/** A turn of an Express execution that a node has run, or a request that it has answered, as the listener's home notes it. */
export type Said = { turn: TurnNotice } | { request: object }

/** What a node tells the home. */
export interface Told {
  /** Of the node's process, and a count: what comes a second time is known. */
  life: string
  serial: number
  said: readonly Said[]
}

export interface TellingHome {
  tell(said: Said): void
  /** So much has not been told yet that nothing more should be begun here. */
  readonly isBehind: boolean
  /** Tells what is left, to a home that is there. */
  close(): Promise<void>
}

export interface TellingOptions {
  /** Asks the home, whoever is that; rejects when there has been none for long. */
  askHome<T>(name: string, body: object): Promise<T>
  /** Turns gather for so long. */
  gatherMs?: number
  retryMs?: number
  mostBytes?: number
  /** A node that ends waits no longer for a home that is not there. */
  lastMs?: number
}

const pageBytes = 1024 * 1024

/**
 * Tells the home, one page after the other and each until it is answered, what happens to executions of which nothing is in the database: logs,
 * metrics and the console have them from there, as those that the home runs itself.
 */
export function tellingHome(options: TellingOptions): TellingHome {
  const { askHome, gatherMs = 50, retryMs = 1_000, mostBytes = 8 * 1024 * 1024, lastMs = 1_000 } = options
  const life: string = randomUUID()
  let pending: { said: Said; bytes: number }[] = []
  let bytes = 0
  let serial = 0
  let isClosing = false
  let telling: Promise<void> | undefined

  const page = (): Said[] => {
    let taken = 0
    let end = 0
    while (end < pending.length && (end === 0 || taken + pending[end]!.bytes <= pageBytes)) taken += pending[end++]!.bytes
    const taking = pending.slice(0, end).map(({ said }) => said)
    pending = pending.slice(end)
    bytes -= taken
    return taking
  }

  const tellAll = async (): Promise<void> => {
    if (!isClosing) await wait(gatherMs)
    while (pending.length > 0) {
      const told: Told = { life, serial: ++serial, said: page() }
      while (!(await isTaken(told))) {
        if (isClosing) return
        await wait(retryMs, undefined, { ref: false })
      }
    }
  }
  const isTaken = (told: Told): Promise<boolean> =>
    askHome('told', told).then(
      () => true,
      () => false,
    )
  const begin = (): Promise<void> =>
    (telling ??= tellAll().finally(() => {
      telling = undefined
      if (pending.length > 0 && !isClosing) void begin()
    }))

  return {
    tell(said) {
      const size = 'turn' in said ? sizeOf(said.turn) : 500
      pending.push({ said, bytes: size })
      bytes += size
      void begin()
    },
    get isBehind() {
      return bytes > mostBytes
    },
    async close() {
      isClosing = true
      const told = async (): Promise<void> => {
        await telling
        if (pending.length > 0) await begin()
      }
      await Promise.race([told(), wait(lastMs, undefined, { ref: false })])
    },
  }
}

/** About what goes over the wire. */
function sizeOf({ record, events }: TurnNotice): number {
  let size = 500 + record.input.length + (record.output?.length ?? 0) + (record.cause?.length ?? 0)
  for (const event of events) {
    size += 150
    for (const details of Object.values(event))
      if (typeof details === 'object') for (const value of Object.values(details)) if (typeof value === 'string') size += value.length
  }
  return size
}
