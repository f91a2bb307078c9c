import type { Life, Machines } from './machines.ts'
import type { Network } from './network.ts'
import { leaseMs, type SimulatedNode } from './simulated-node.ts'
import type { SimulatedPostgres } from './simulated-postgres.ts'

export interface Faults {
  readonly struck: number
  readonly areOver: boolean
  readonly clockWasSet: boolean
}

export interface FaultOptions {
  machines: Machines
  database: SimulatedPostgres
  network: Network
  places: readonly { name: string; node?: SimulatedNode | undefined; life?: Life }[]
}

const firstMs = 500
const lastMs = 25_000

/** Faults at any moment: a machine dies, stands still, is cut off, leaves, has its clock set; the database dies. All that lasts is mended. */
export function plannedFaults({ machines, database, network, places }: FaultOptions): Faults {
  let struck = 0
  let open = machines.between(0, 6)
  let clockWasSet = false
  const over = (afterMs: number, mend: () => void): void =>
    machines.outside(afterMs, () => {
      mend()
      open--
    })
  /** Now and then for less than a lease, or for longer. */
  const forAWhile = (): number => machines.between(20, 3 * leaseMs)

  const kinds: ((place: FaultOptions['places'][number]) => void)[] = [
    ({ life }) => over(0, () => life?.kill()),
    ({ life }) => {
      life?.pause()
      over(forAWhile(), () => life?.resume())
    },
    ({ name }) => {
      const way = database.wayOf(name)
      if (way.isCut) return over(0, () => undefined)
      way.cut()
      over(forAWhile(), () => {
        way.mend()
        if (machines.chance(0.5)) database.reset(name)
      })
    },
    ({ name }) => {
      const way = network.wayOf(name)
      way.cut()
      over(forAWhile(), way.mend)
    },
    ({ name }) => {
      const way = machines.chance(0.7) ? database.wayOf(name) : network.wayOf(name)
      way.slow(machines.between(100, leaseMs))
      over(forAWhile(), () => way.slow(0))
    },
    ({ name }) => over(0, () => database.reset(name)),
    ({ node, life }) => {
      if (node && !life!.isDead) life!.run(() => void node.leave().catch(() => life!.kill()))
      over(0, () => undefined)
    },
    ({ life }) => {
      clockWasSet = true
      life?.setClock(machines.between(-60_000, 60_000))
      over(0, () => undefined)
    },
    () => {
      if (!database.isUp) return over(0, () => undefined)
      database.die()
      over(machines.between(10, 2 * leaseMs), database.restart)
    },
  ]
  for (let count = open; count > 0; count--)
    machines.outside(machines.between(firstMs, lastMs), () => {
      struck++
      kinds[machines.between(0, kinds.length - 1)]!(places[machines.between(0, places.length - 1)]!)
    })
  return {
    get struck() {
      return struck
    },
    get areOver() {
      return open === 0
    },
    get clockWasSet() {
      return clockWasSet
    },
  }
}
