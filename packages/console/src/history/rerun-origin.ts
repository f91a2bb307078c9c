import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, ownersOf, type RunModel, type Step } from '@pasos/graph/run'
import { isObject } from '../format/json-object.ts'

/** Where an execution begins that runs another one again. */
export interface RerunOrigin {
  executionArn: string
  stateName: string
  eventId: number
}

/** What the first event of a history says of it; undefined for an execution that begins at its beginning. */
export function rerunOf(first: HistoryEvent): RerunOrigin | undefined {
  const rerun = eventDetail(first)['rerun']
  return isObject(rerun) ? (rerun as unknown as RerunOrigin) : undefined
}

/** The step a rerun from this one begins with: branches and iterations begin with the state they belong to. */
export function beginning(step: Step): Step {
  return ownersOf(step).at(-1) ?? step
}

/** The steps an execution can be run again from, in the order in which they were entered. */
export function rerunnable(run: RunModel): Step[] {
  return run.steps.filter(step => step.lane.owner === undefined)
}
