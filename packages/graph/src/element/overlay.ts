import { emptyRun, foldHistory } from '../run/fold-history.ts'
import { nodeFacts } from '../run/node-facts.ts'
import { readHistoryFile } from '../run/read-history-file.ts'
import type { ShownStatus } from '../run/status-icon.tsx'
import type { StepStatus } from '../run/step.ts'
import { isRecord, listOf, textOf } from '../shape/json-value.ts'
import type { Fate } from '../view/state-fate.tsx'

/** What became of a machine's states: by their names, with the transitions taken as `from\nto`. */
export interface Overlay {
  fates: ReadonlyMap<string, Fate>
  taken: ReadonlySet<string>
}

const STATUSES: Record<Exclude<ShownStatus, 'pending'>, true> = {
  ...{ running: true, succeeded: true, caught: true, failed: true, aborted: true, timedOut: true },
}

/** Of an execution's history, as GetExecutionHistory answers or as a list of its events. @throws Error for anything else */
export function overlayOfHistory(history: string): Overlay {
  const { events } = readHistoryFile(history)
  const run = foldHistory(emptyRun(), events ?? [])
  return { fates: nodeFacts(run, new Map()), taken: run.taken }
}

/**
 * Of what somebody else knows: `{ "states": { "NAME": "succeeded" | { "status", "retries"?, "visits"? } }, "taken"?: [["FROM", "TO"]] }`, where
 * an empty FROM is the start. What is no status is passed over. @throws Error for a text that is no such object
 */
export function overlayOf(text: string): Overlay {
  const value = JSON.parse(text) as unknown
  if (!isRecord(value) || !isRecord(value['states'])) throw new Error('an overlay has "states"')
  const fates = new Map<string, Fate>()
  for (const [name, given] of Object.entries(value['states'])) {
    const fate = isRecord(given) ? given : { status: given }
    const status = textOf(fate['status'])
    if (Object.hasOwn(STATUSES, status)) {
      fates.set(name, { status: status as StepStatus, retries: whole(fate['retries'], 0), visits: whole(fate['visits'], 1) })
    }
  }
  return { fates, taken: new Set(listOf(value['taken']).map(way => listOf(way).map(textOf).join('\n'))) }
}

function whole(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise
}
