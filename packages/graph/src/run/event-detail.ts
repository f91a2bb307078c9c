import type { HistoryEvent, Json, JsonObject } from '@pasos/asl'
import { functionNameOf, parseResource } from '@pasos/integrations'

/** The one `…EventDetails` member of an event, or an empty object. */
export function eventDetail(event: HistoryEvent): JsonObject {
  for (const key in event) {
    if (key.endsWith('EventDetails')) return event[key as `${string}EventDetails`] ?? {}
  }
  return {}
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** The Lambda function a scheduled task invokes: from a function's ARN, or from the parameters of `lambda:invoke`. */
export function invokedFunction(detail: JsonObject): string | undefined {
  const resource = text(detail.resource)
  if (resource !== undefined && parseResource(resource).kind === 'function') return functionNameOf(resource)
  if (text(detail.resourceType) !== 'lambda') return undefined
  try {
    const parameters = JSON.parse(text(detail.parameters) ?? '{}') as { FunctionName?: unknown }
    return typeof parameters.FunctionName === 'string' ? functionNameOf(parameters.FunctionName) : undefined
  } catch {
    return undefined
  }
}
