import type { EngineOptions } from '@pasos/engine'

const NO_LIMITS = { payloadBytes: Number.POSITIVE_INFINITY, historyEvents: Number.POSITIVE_INFINITY }

/** AWS's limits on payloads and histories, or none; and how long executions may run, 0 for ever. */
export function executionLimits(keepsAwsLimits: boolean, executionDays: number): NonNullable<EngineOptions['limits']> {
  return { ...(keepsAwsLimits ? undefined : NO_LIMITS), ...(executionDays > 0 && { executionSeconds: executionDays * 86_400 }) }
}
