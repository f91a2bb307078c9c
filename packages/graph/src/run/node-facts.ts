import type { RunModel } from './fold-history.ts'
import { countIterations, type IterationCounts, type Step, type StepStatus } from './step.ts'

/** What a state's box shows: one visit's fate, or that of all its visits in the iterations of a Map. */
export interface NodeFacts {
  status: StepStatus
  /** The visit shown; of several, the one that matters most. */
  step: Step
  visits: number
  /** Tries beyond the first, of the visit shown. */
  retries: number
  iterations?: IterationCounts
}

/** Of several visits side by side, what a person wants to hear first. */
const WEIGHT: Record<StepStatus, number> = { failed: 6, timedOut: 5, running: 4, caught: 3, succeeded: 2, aborted: 1 }

/**
 * Facts by state name. `chosen` narrows what is inside a Map to one iteration of it (by the Map's name); otherwise the iterations are
 * taken together. Visits one after the other (a loop) show the last.
 */
export function nodeFacts(run: RunModel, chosen: ReadonlyMap<string, number>): Map<string, NodeFacts> {
  const facts = new Map<string, NodeFacts>()
  for (const step of run.steps) {
    if (!isChosen(step, chosen)) continue
    const known = facts.get(step.name)
    const visits = (known?.visits ?? 0) + 1
    if (known && known.step.lane !== step.lane && WEIGHT[known.status] > WEIGHT[step.status]) known.visits = visits
    else facts.set(step.name, { status: step.status, step, visits, retries: retriesOf(step) })
  }
  for (const fact of facts.values()) if (fact.step.iterations?.size) fact.iterations = countIterations(fact.step)
  return facts
}

export function retriesOf(step: Step): number {
  return Math.max(0, step.attempts.length - 1)
}

function isChosen(step: Step, chosen: ReadonlyMap<string, number>): boolean {
  for (let lane = step.lane; lane.owner; lane = lane.owner.lane) {
    const iteration = chosen.get(lane.owner.name)
    if (iteration !== undefined && lane.iteration !== iteration) return false
  }
  return true
}
