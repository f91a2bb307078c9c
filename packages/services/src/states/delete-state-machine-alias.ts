import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'

/** Succeeds for an alias that does not exist. */
export function deleteStateMachineAlias(
  deps: StatesDependencies,
): Operation<states.DeleteStateMachineAliasInput, states.DeleteStateMachineAliasOutput> {
  return async ({ stateMachineAliasArn }) => {
    parseStateMachineArn(stateMachineAliasArn!)
    await deps.catalog.update('stateMachineAlias', stateMachineAliasArn!, () => ({ next: undefined, result: undefined }))
    return {}
  }
}
