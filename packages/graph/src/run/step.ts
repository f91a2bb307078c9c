/** What became of a step, in the words of AWS's console. `caught`: it failed and a Catch took the error on. */
export type StepStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted' | 'timedOut'

/** One try of a step's work. A step without retries has one. Times are epoch milliseconds. */
export interface Attempt {
  scheduledAt: number
  /** When the work really began (a Lambda's invocation, a submitted task); absent while it is queued. */
  startedAt?: number
  endedAt?: number
  /** Event of the schedule. */
  eventId: number
  resource?: string
  /** Name of the Lambda function that did the work, when one did. */
  functionName?: string
  parameters?: string
  output?: string
  error?: string
  cause?: string
  timeoutSeconds?: number
  heartbeatSeconds?: number
}

export interface IterationCounts {
  total: number
  running: number
  succeeded: number
  failed: number
  aborted: number
}

/** One iteration of an inline Map. */
export interface Iteration {
  index: number
  status: 'running' | 'succeeded' | 'failed' | 'aborted'
}

/** Where a step runs: inside which visit of which Parallel or Map, and for a Map in which iteration. Lane 0 is the execution itself. */
export interface Lane {
  id: number
  /** The step whose branch or iteration this is; absent in lane 0. */
  owner?: Step
  iteration?: number
  /** What is visible in it now, JSON text by name: its own and those of the lanes around it. */
  variables?: Readonly<Record<string, string>>
}

/** One visit of a state. */
export interface Step {
  /** Id of the event that entered the state, unique in the execution. */
  id: number
  name: string
  type: string
  lane: Lane
  status: StepStatus
  startedAt: number
  endedAt?: number
  input?: string
  output?: string
  /** What was visible when the state was entered, and what leaving it assigned; JSON text by name. */
  variables?: Readonly<Record<string, string>>
  assigned?: Readonly<Record<string, string>>
  error?: string
  cause?: string
  attempts: Attempt[]
  /** Ids of the events that belong to this visit. */
  eventIds: number[]
  /** Only for Map states. */
  iterations?: Map<number, Iteration>
  /** How many items a Map has, begun or not. */
  itemCount?: number
  mapRunArn?: string
}

export function countIterations(step: Step): IterationCounts {
  const counts: IterationCounts = {
    total: Math.max(step.iterations?.size ?? 0, step.itemCount ?? 0),
    running: 0,
    succeeded: 0,
    failed: 0,
    aborted: 0,
  }
  for (const iteration of step.iterations?.values() ?? []) counts[iteration.status]++
  return counts
}

/** The step's ancestors, nearest first. */
export function ownersOf(step: Step): Step[] {
  const owners: Step[] = []
  for (let owner = step.lane.owner; owner; owner = owner.lane.owner) owners.push(owner)
  return owners
}
