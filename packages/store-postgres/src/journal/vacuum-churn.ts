import { setTimeout as wait } from 'node:timers/promises'
import type { Readers } from '../connection/readers.ts'

export interface VacuumOptions {
  /** Between two looks. */
  everyMs: number
  /** After so many turns of all lanes what they left behind is cleared away. */
  turns: number
}

const turnsSoFar = 'SELECT sum(feed)::bigint AS turns FROM lanes'
// Cutting a table shorter would lock it, and it grows again at once. Where the server's own autovacuum is at a table it is left to that.
const vacuum = 'VACUUM (SKIP_LOCKED, TRUNCATE FALSE) frames, timers, live'

/**
 * Clears dead rows out of the tables whose rows come and go with every execution, by what was done and not by the clock: autovacuum looks
 * once a minute unless its server is told otherwise, and at full load these tables grow by some ten megabytes a second until it does.
 */
export function vacuumChurn(reads: Readers, { everyMs, turns }: VacuumOptions): { stop(): void } {
  const stopped = new AbortController()
  const { signal } = stopped
  let done: number | undefined

  const look = async (): Promise<void> => {
    const now = (await reads.row<{ turns: number }>(turnsSoFar))!.turns
    done ??= now
    if (now - done < turns) return
    done = now
    await reads.rows(vacuum)
  }

  void (async (): Promise<void> => {
    while (!signal.aborted) {
      // Autovacuum does the same, later.
      await look().catch(() => undefined)
      await wait(everyMs, undefined, { ref: false, signal }).catch(() => undefined)
    }
  })()

  return { stop: () => stopped.abort() }
}
