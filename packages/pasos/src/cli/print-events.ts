import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn'

/** Prints the events behind `seen` on stderr, one line each; returns the newest id. */
export async function printNewEvents(client: SFNClient, executionArn: string, seen: number): Promise<number> {
  let newest = seen
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn, includeExecutionData: false })) {
    for (const event of page.events ?? []) {
      if (event.id! <= seen) continue
      newest = event.id!
      process.stderr.write(`${eventLine(event)}\n`)
    }
  }
  return newest
}

function eventLine(event: HistoryEvent): string {
  const state = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? ''
  const time = event.timestamp!.toISOString().slice(11, 23)
  return `${time} ${String(event.id).padStart(5)}  ${event.type}${state && `  ${state}`}`
}

/**
 * The state in which an execution failed: the last one that was entered, going back along the events that led to the end.
 * Nothing when it failed before its first state.
 */
export async function failedState(client: SFNClient, executionArn: string): Promise<string | undefined> {
  const query = { executionArn, includeExecutionData: false, reverseOrder: true, maxResults: 1000 }
  let wanted: number | undefined
  for await (const page of paginateGetExecutionHistory({ client }, query)) {
    for (const event of page.events ?? []) {
      if (wanted !== undefined && event.id !== wanted) continue
      if (event.stateEnteredEventDetails) return event.stateEnteredEventDetails.name
      wanted = event.previousEventId
      if (!wanted) return undefined
    }
  }
  return undefined
}
