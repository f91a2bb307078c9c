import type { Operation, states } from '@pasos/wire'
import { checkRouting, isSameRouting } from './alias-routing.ts'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { conflict, quotaExceeded } from './errors.ts'
import { type AliasRecord, listAliases, requireActive, requireMachine } from './state-machine-record.ts'

/** Idempotent on name, description and routing. */
export function createStateMachineAlias(
  deps: StatesDependencies,
): Operation<states.CreateStateMachineAliasInput, states.CreateStateMachineAliasOutput> {
  return async ({ name, description, routingConfiguration }) => {
    const { machineArn, routes } = checkRouting(deps.catalog, routingConfiguration!)
    requireActive(requireMachine(deps.catalog, parseStateMachineArn(machineArn), machineArn))
    const arn = `${machineArn}:${name}`
    const now = deps.clock.now()
    const wanted: AliasRecord = {
      stateMachineAliasArn: arn,
      stateMachineArn: machineArn,
      name: name!,
      routingConfiguration: routes,
      creationDate: now,
      updateDate: now,
      ...(description !== undefined && { description }),
    }
    const count = listAliases(deps.catalog, machineArn).length
    const alias = await deps.catalog.update<AliasRecord, AliasRecord>('stateMachineAlias', arn, current => {
      if (!current && count >= deps.limits.aliasesPerMachine) throw quotaExceeded('The maximum number of aliases has been reached.')
      if (current && !isSameAlias(current, wanted)) {
        throw conflict('Failed to create alias because an alias with the same name and a different routing configuration already exists.')
      }
      const next = current ?? wanted
      return { next, result: next }
    })
    return { stateMachineAliasArn: arn, creationDate: new Date(alias.creationDate) }
  }
}

function isSameAlias(one: AliasRecord, other: AliasRecord): boolean {
  return one.description === other.description && isSameRouting(one.routingConfiguration, other.routingConfiguration)
}
