import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { validation } from './errors.ts'
import type { MachineDeletion } from './machine-deletion.ts'
import type { StateMachineRecord } from './state-machine-record.ts'

/** Succeeds for what does not exist. Versions and aliases go with the machine, which is DELETING until its executions have ended. */
export function deleteStateMachine(
  deps: StatesDependencies,
  deletion: MachineDeletion,
): Operation<states.DeleteStateMachineInput, states.DeleteStateMachineOutput> {
  return async input => {
    const arn = parseStateMachineArn(input.stateMachineArn!)
    if (arn.baseArn !== input.stateMachineArn) throw validation('State machine ARN must be unqualified')
    if (!deps.catalog.get('stateMachine', arn.baseArn)) return {}
    await deps.catalog.update<StateMachineRecord, void>('stateMachine', arn.baseArn, current => ({
      next: current && { ...current, status: 'DELETING' },
      result: undefined,
    }))
    await deletion.begin(arn.baseArn)
    return {}
  }
}
