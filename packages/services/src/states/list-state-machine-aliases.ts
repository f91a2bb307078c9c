import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { listAliases, requireActive, requireMachine } from './state-machine-record.ts'
import { pageOf } from './tokens.ts'

/** By name. For a version's ARN only the aliases that route to it. */
export function listStateMachineAliases(
  deps: ReadDependencies,
): Operation<states.ListStateMachineAliasesInput, states.ListStateMachineAliasesOutput> {
  return ({ stateMachineArn, maxResults, nextToken }) => {
    const arn = parseStateMachineArn(stateMachineArn!)
    requireActive(requireMachine(deps.catalog, arn, stateMachineArn!))
    const all = listAliases(deps.catalog, arn.baseArn).filter(
      alias => arn.version === undefined || alias.routingConfiguration.some(route => route.stateMachineVersionArn === stateMachineArn),
    )
    const scope = `aliases ${stateMachineArn}`
    const { items, ...rest } = pageOf(all, { scope, maxResults, nextToken, keyOf: alias => alias.stateMachineAliasArn })
    const stateMachineAliases = items.map(({ stateMachineAliasArn, creationDate }) => ({
      stateMachineAliasArn,
      creationDate: new Date(creationDate),
    }))
    return { stateMachineAliases, ...rest }
  }
}
