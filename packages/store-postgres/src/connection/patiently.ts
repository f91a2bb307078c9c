import { setTimeout as wait } from 'node:timers/promises'
import { isLost, isUndone } from './lost.ts'

const patienceMs = 60_000
const retryMs = 100

/** Asks again, for a minute, where the connection was lost, or what was asked stood in another's way; no more once `isOver`. */
export async function patiently<T>(ask: () => Promise<T>, isOver: () => boolean = () => false): Promise<T> {
  const giveUp = Date.now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (isOver() || !(isLost(error) || isUndone(error)) || Date.now() > giveUp) throw error
      await wait(retryMs)
    }
  }
}
