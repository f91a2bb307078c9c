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
export type Desks = ReadonlyMap<string, Desk>

export function openDesks(services: readonly ServiceOperations[]): Desks {
  return new Map(
    services.map(
      ({ scope, operations, bodyLimits = {}, unsigned }) =>
        [scope, { name: scope, service: loadService(scope), operations, bodyLimits, unsigned: new Set(unsigned) }] as const,
    ),
  )
}
