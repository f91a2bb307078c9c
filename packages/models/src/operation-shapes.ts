import { findService } from './load-model.ts'
import { loadService, type OperationShape } from './service.ts'
import type { Shape } from './shape.ts'

/** What an operation of an AWS service answers, by the name the service has in a Resource, e.g. `cloudwatchlogs`; undefined for unknown ones. */
export function resultShape(service: string, operation: string): Shape | undefined {
  const found = findOperation(service, operation)
  return found === undefined || found.model.output === ':unit' ? undefined : found.output
}

/** What it takes. */
export function inputShape(service: string, operation: string): Shape | undefined {
  return findOperation(service, operation)?.input
}

function findOperation(service: string, operation: string): OperationShape | undefined {
  return findService(service)?.name === service ? loadService(service).operation(operation) : undefined
}
