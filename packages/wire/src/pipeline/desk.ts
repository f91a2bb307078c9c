import { loadService, type Service } from '@pasos/models'
import type { Operation, ServiceOperations } from '../operation.ts'

/** A service that is served here: its model, and what it implements of it. */
export interface Desk {
  service: Service
  operations: Readonly<Record<string, Operation>>
  bodyLimits: Readonly<Record<string, number>>
}

/** The desks by the scope of a signature. */
export type Desks = ReadonlyMap<string, Desk>

export function openDesks(services: readonly ServiceOperations[]): Desks {
  return new Map(
    services.map(({ scope, operations, bodyLimits = {} }) => [scope, { service: loadService(scope), operations, bodyLimits }] as const),
  )
}
