import type { ExecutionIndex } from '@pasos/engine'

type Counts = Readonly<Record<string, number>>
interface Counted {
  counts: Promise<Counts>
  /** From this time on they are counted anew. */
  until: number
}

/** Counting may take one part in so many of the time. */
const SHARE = 20
/** What takes no longer is counted for every list. */
const QUICK_MS = 20
/** More state machines than this are not asked for at once. */
const KEPT = 1_000

/**
 * Totals of executions by status. SQLite keeps them while executions come and go; PostgreSQL walks an index for them, which takes 150 ms for
 * a million: what was counted is used for twenty times as long as counting took. Fewer than some ten thousand are counted anew for every
 * list, a million every few seconds.
 */
export function keptCounts(index: Pick<ExecutionIndex, 'counts'>, now: () => number = () => performance.now()) {
  const known = new Map<string, Counted>()
  return (machine: string | undefined): Promise<Counts> => {
    const key = machine ?? ''
    const found = known.get(key)
    if (found && now() < found.until) return found.counts
    const begun = now()
    // Lists that are asked for while it is being counted wait for the same count.
    const counted: Counted = { counts: index.counts(machine), until: Number.POSITIVE_INFINITY }
    known.set(key, counted)
    if (known.size > KEPT) known.delete(known.keys().next().value!)
    counted.counts.then(
      () => {
        const took = now() - begun
        counted.until = took > QUICK_MS ? now() + took * SHARE : 0
      },
      () => known.delete(key),
    )
    return counted.counts
  }
}
