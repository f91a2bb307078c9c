import type { Operation, states } from '@pasos/wire'
import { checkRouting } from './alias-routing.ts'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { unknownResource, validation } from './errors.ts'
import { type AliasRecord, findAlias, findMachine, requireActive } from './state-machine-record.ts'

export function updateStateMachineAlias(
  deps: StatesDependencies,
): Operation<states.UpdateStateMachineAliasInput, states.UpdateStateMachineAliasOutput> {
  return async ({ stateMachineAliasArn, description, routingConfiguration }) => {
    const arn = stateMachineAliasArn!
    const { baseArn } = parseStateMachineArn(arn)
    if (description === undefined && routingConfiguration === undefined) {
      throw validation('Either the description or the RoutingConfiguration must be specified')
    }
    if (!findAlias(deps.catalog, arn)) throw unknownResource()
    const machine = findMachine(deps.catalog, baseArn)
    if (machine) requireActive(machine)
    const change: Partial<AliasRecord> = { updateDate: deps.clock.now() }
    if (description !== undefined) change.description = description
    if (routingConfiguration !== undefined) {
      const { machineArn, routes } = checkRouting(deps.catalog, routingConfiguration)
      if (machineArn !== baseArn) throw validation("Routing configuration must contain versions of the alias's state machine")
      change.routingConfiguration = routes
    }
    const updateDate = await deps.catalog.update<AliasRecord, number>('stateMachineAlias', arn, current => {
      if (!current) throw unknownResource()
      const next = { ...current, ...change }
      return { next, result: next.updateDate }
    })
    return { updateDate: new Date(updateDate) }
  }
}
