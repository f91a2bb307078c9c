import type { Catalog } from '@pasos/engine'
import { parseStateMachineArn, type StateMachineArn } from './arn.ts'
import { stateMachineDoesNotExist } from './errors.ts'
import {
  type AliasRecord,
  findAlias,
  findVersion,
  type Route,
  requireMachine,
  type StateMachineRecord,
  type VersionRecord,
} from './state-machine-record.ts'

/** What an ARN stands for: the machine itself, one of its versions, or a version that an alias chose. */
export interface ResolvedMachine {
  arn: StateMachineArn
  machine: StateMachineRecord
  version?: VersionRecord
  alias?: AliasRecord
}

/**
 * @param choose picks one of an alias's routes
 * @throws ApiError InvalidArn, StateMachineDoesNotExist (naming the ARN as sent)
 */
export function resolveMachine(catalog: Catalog, sent: string, choose: (routes: readonly Route[]) => Route): ResolvedMachine {
  const arn = parseStateMachineArn(sent)
  const machine = requireMachine(catalog, arn, sent)
  if (arn.version !== undefined) return { arn, machine, version: requireVersion(catalog, machine, arn.version, sent) }
  if (arn.alias === undefined) return { arn, machine }
  const alias = findAlias(catalog, sent)
  if (!alias) throw stateMachineDoesNotExist(sent)
  const route = choose(alias.routingConfiguration)
  const number = parseStateMachineArn(route.stateMachineVersionArn).version ?? 0
  return { arn, machine, alias, version: requireVersion(catalog, machine, number, route.stateMachineVersionArn) }
}

function requireVersion(catalog: Catalog, machine: StateMachineRecord, number: number, sent: string): VersionRecord {
  const version = findVersion(catalog, machine.stateMachineArn, number)
  if (!version) throw stateMachineDoesNotExist(sent)
  return version
}

/** The route that gets most of the traffic. */
export function heaviest(routes: readonly Route[]): Route {
  return routes.reduce((best, route) => (route.weight > best.weight ? route : best))
}

/** By weight; `random` is 0 ≤ n < 1. */
export function byWeight(routes: readonly Route[], random: number): Route {
  let rest = random * 100
  for (const route of routes) {
    rest -= route.weight
    if (rest < 0) return route
  }
  return heaviest(routes)
}
