import type { Runtime } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { invalidToken, taskTimedOut } from './errors.ts'

/**
 * What a client tells again, as it got no answer, is answered as the first time. AWS: a token is good for principals of the execution's own account alone.
 * @throws ApiError InvalidToken for what is no token, TaskTimedOut for a task that no longer waits
 */
export async function deliverByToken(
  runtime: Runtime,
  token: string,
  event: Parameters<Runtime['deliverByToken']>[1],
  { accountId, isRetry }: OperationContext,
): Promise<void> {
  const outcome = await runtime.deliverByToken(token, event, accountId, isRetry)
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
