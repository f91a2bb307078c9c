import type { Runtime } from '@pasos/engine'
import { invalidToken, taskTimedOut } from './errors.ts'

/** @throws ApiError InvalidToken for what is no token, TaskTimedOut for a task that no longer waits */
export async function deliverByToken(runtime: Runtime, token: string, event: Parameters<Runtime['deliverByToken']>[1]): Promise<void> {
  const outcome = await runtime.deliverByToken(token, event)
  switch (outcome) {
    case 'delivered':
      return
    case 'unknown':
      throw invalidToken()
    case 'spent':
      throw taskTimedOut()
    default:
      outcome satisfies never
  }
}
