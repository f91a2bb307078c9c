import type { Runtime } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { anyCustomerKey } from './any-customer-key.ts'
import type { StatesDependencies } from './dependencies.ts'
import { invalidToken, taskTimedOut } from './errors.ts'
import { checkWritingOf } from './execution-settings.ts'

export type TokenDependencies = Pick<StatesDependencies, 'runtime' | 'catalog' | 'index' | 'proveKey'>

/**
 * What a client tells again, as it got no answer, is answered as the first time. AWS: a token is good for principals of the execution's own account alone.
 * `brings`: there is data with it, which the execution's role encrypts where there is a key of the customer's.
 * @throws ApiError InvalidToken for what is no token, TaskTimedOut for a task that no longer waits, and of that key
 */
export async function deliverByToken(
  deps: TokenDependencies,
  token: string,
  event: Parameters<Runtime['deliverByToken']>[1],
  { accountId, isRetry, brings = false }: OperationContext & { brings?: boolean },
): Promise<void> {
  const { runtime, catalog } = deps
  if (brings && anyCustomerKey(catalog)) {
    const record = await runtime.executionOf(token)
    if (record?.executionArn.split(':')[4] === accountId) await checkWritingOf(deps, record!)
  }
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
