import { setTimeout as wait } from 'node:timers/promises'
import type { LaneWatch } from '../lanes/lane-watch.ts'
import type { NodeClient } from '../peers/node-client.ts'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import { homeLane } from '../ports.ts'

const pollMs = 25
const patienceMs = 15_000

/** Asks the home, whichever node that is by then. Only what may be asked twice. */
export function askingHome(watch: Pick<LaneWatch, 'urlOf'>, call: NodeClient['call']) {
  return async <T>(name: string, body: object): Promise<T> => {
    const giveUp = Date.now() + patienceMs
    for (;;) {
      try {
        const url = watch.urlOf(homeLane)
        if (url === undefined) throw new TryAgain('The cluster has no home at this moment.')
        return await call<T>(url, name, body)
      } catch (error) {
        if (!(error instanceof TryAgain || error instanceof BrokenOff) || Date.now() > giveUp) throw error
        await wait(pollMs)
      }
    }
  }
}
