import type { ResultShape } from '@pasos/asl'
import { findService, loadService } from '@pasos/models'

/** What an operation of an AWS service answers, by the name the service has in a Resource, e.g. `cloudwatchlogs`; undefined for unknown ones. */
export function resultShape(service: string, operation: string): ResultShape | undefined {
  if (findService(service)?.name !== service) return undefined
  const found = loadService(service).operation(operation)
  return found === undefined || found.model.output === ':unit' ? undefined : found.output
}
