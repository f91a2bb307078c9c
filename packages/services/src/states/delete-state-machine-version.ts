import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { conflict, validation } from './errors.ts'
import { listAliases, type StateMachineRecord, versionKey } from './state-machine-record.ts'

/** Succeeds for a version that does not exist; executions that run it go on. */
export function deleteStateMachineVersion(
  deps: StatesDependencies,
): Operation<states.DeleteStateMachineVersionInput, states.DeleteStateMachineVersionOutput> {
  return async ({ stateMachineVersionArn }) => {
    const { baseArn, version } = parseStateMachineArn(stateMachineVersionArn!)
    if (version === undefined) throw validation('The ARN must be a state machine version ARN')
    refuseIfAliased(deps, baseArn, stateMachineVersionArn!)
    // First the machine, so that its revision counts as unpublished before the version is gone.
    if (deps.catalog.get<StateMachineRecord>('stateMachine', baseArn)?.published?.version === version) {
      await deps.catalog.update<StateMachineRecord, void>('stateMachine', baseArn, current => {
        if (current?.published?.version !== version) return { next: current, result: undefined }
        const { published, ...next } = current
        return { next, result: undefined }
      })
    }
    await deps.catalog.update('stateMachineVersion', versionKey(baseArn, version), () => ({ next: undefined, result: undefined }))
    return {}
  }
}

function refuseIfAliased(deps: StatesDependencies, baseArn: string, versionArn: string): void {
  const names = listAliases(deps.catalog, baseArn)
    .filter(alias => alias.routingConfiguration.some(route => route.stateMachineVersionArn === versionArn))
    .map(alias => alias.name)
  if (names.length === 0) return
  throw conflict(
    `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
  )
}
