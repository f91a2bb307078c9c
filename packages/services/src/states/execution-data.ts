import { type HistoryEvent, isJsonObject, type JsonObject } from '@pasos/asl'

/** The members of event details that hold what flows through the execution; error and cause are none of them. */
const DATA = new Set(['input', 'inputDetails', 'output', 'outputDetails', 'parameters', 'assignedVariables', 'assignedVariablesDetails'])

/** The name of an event's details and the details, when it has any. */
export function detailsOf(event: HistoryEvent): [name: `${string}EventDetails`, details: JsonObject] | undefined {
  for (const [name, details] of Object.entries(event)) {
    if (name.endsWith('EventDetails') && isJsonObject(details)) return [name as `${string}EventDetails`, details]
  }
  return undefined
}

export function withoutData(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)))
}

/** An event as GetExecutionHistory shows it with `includeExecutionData: false`. */
export function withoutExecutionData(event: HistoryEvent): HistoryEvent {
  const found = detailsOf(event)
  return found ? { ...event, [found[0]]: withoutData(found[1]) } : event
}
