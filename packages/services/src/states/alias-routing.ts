import type { Catalog } from '@pasos/engine'
import type { states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import { unknownResource, validation } from './errors.ts'
import { findVersion, type Route } from './state-machine-record.ts'

/**
 * One or two versions of one machine, with weights that sum to 100.
 * @throws ApiError ValidationException, ResourceNotFound
 */
export function checkRouting(
  catalog: Catalog,
  items: readonly states.RoutingConfigurationListItem[],
): { machineArn: string; routes: Route[] } {
  const routes = items.map(({ stateMachineVersionArn, weight }) => ({ stateMachineVersionArn: stateMachineVersionArn!, weight: weight! }))
  const arns = routes.map(route => route.stateMachineVersionArn)
  const received = `Received: [${arns.join(', ')}]`
  const parsed = arns.map(parseStateMachineArn)
  if (parsed.some(arn => arn.version === undefined)) {
    throw validation(`Routing configuration must contain state machine version ARNs. ${received}`)
  }
  const machines = new Set(parsed.map(arn => arn.baseArn))
  if (machines.size > 1) throw validation(`Routing configuration must contain versions of the same state machine. ${received}`)
  if (new Set(arns).size < arns.length)
    throw validation(`Routing configuration must contain distinct state machine version ARNs. ${received}`)
  const weights = routes.map(route => route.weight)
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw validation(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`)
  }
  const [machineArn = ''] = machines
  if (parsed.some(arn => !findVersion(catalog, machineArn, arn.version ?? 0))) throw unknownResource()
  return { machineArn, routes }
}

export function isSameRouting(one: readonly Route[], other: readonly Route[]): boolean {
  const sorted = (routes: readonly Route[]): string =>
    JSON.stringify(routes.map(route => [route.stateMachineVersionArn, route.weight]).sort())
  return sorted(one) === sorted(other)
}
