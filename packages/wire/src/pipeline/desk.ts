import { loadService, type Service } from '@pasos/models'
import type { Operation, ServiceOperations } from '../operation.ts'

/** A service that is served here: its model, and what it implements of it. */
export interface Desk {
  /** The name by which services and permissions know it: the signature's scope, or the model's name where several share a scope. */
  name: string
  service: Service
  operations: Readonly<Record<string, Operation>>
  bodyLimits: Readonly<Record<string, number>>
  unsigned: ReadonlySet<string>
}

/** The desks by their names. */
export interface Desks extends ReadonlyMap<string, Desk> {
  /** Those whose requests are signed for another's scope, by that scope. */
  readonly sharing: ReadonlyMap<string, readonly Desk[]>
}

export function openDesks(services: readonly ServiceOperations[]): Desks {
  const desks = new Map<string, Desk>()
  for (const { scope, operations, bodyLimits = {}, unsigned } of services)
    desks.set(scope, { name: scope, service: loadService(scope), operations, bodyLimits, unsigned: new Set(unsigned) })
  const guests = [...desks.values()].filter(({ name, service }) => service.model.scope !== name)
  return Object.assign(desks, { sharing: Map.groupBy(guests, ({ service }) => service.model.scope) })
}
