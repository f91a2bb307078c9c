import { findService } from './load-model.ts'
import { loadService } from './service.ts'
import type { Shape } from './shape.ts'

/** What an operation of an AWS service answers, by the name the service has in a Resource, e.g. `cloudwatchlogs`; undefined for unknown ones. */
export function resultShape(service: string, operation: string): Shape | undefined {
  if (findService(service)?.name !== service) return undefined
  const found = loadService(service).operation(operation)
  return found === undefined || found.model.output === ':unit' ? undefined : found.output
}
