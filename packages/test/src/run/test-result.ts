import type { HistoryEvent, Json, SimulatedExecution } from '@pasos/asl'
import type { TaskCall } from '../mocks/answering.ts'
import { type PathStep, pathOf } from './execution-path.ts'

/** How a run ended, and all that happened on its way. */
export interface TestResult {
  /** `RUNNING` when it waits for what never comes. */
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'RUNNING'
  output: Json | undefined
  error: string | undefined
  cause: string | undefined
  /** AWS's events, exactly as the server writes them. */
  history: readonly HistoryEvent[]
  /** The histories of distributed Maps' children, in the order of their starts. */
  childHistories: readonly (readonly HistoryEvent[])[]
  /** The names of all states that the machine has. */
  states: readonly string[]
  /** The states entered, in their order, those of children behind. */
  path: readonly PathStep[]
  /** One line a state, for snapshots. */
  pathText: string
  /** Every invocation of a task. */
  calls: readonly TaskCall[]
  /** How long it took on the virtual clock. */
  seconds: number
  /** The state in which a failed execution ended. */
  failedState: string | undefined
}

export function resultOf(
  executions: readonly SimulatedExecution[],
  calls: readonly TaskCall[],
  states: readonly string[],
  now: number,
): TestResult {
  const [root, ...children] = executions
  const { end, snapshot } = root!
  // As it is now: what is still to come belongs to later results.
  const [history, ...childHistories] = executions.map(execution => [...execution.history])
  const ended = history!.at(-1)?.timestamp ?? now
  let path: PathStep[] | undefined
  const allSteps = () => {
    const ofChildren = children.flatMap(({ child }, place) => pathOf(childHistories[place]!, `${child?.map}[${child?.firstItem}]/`))
    path ??= [...pathOf(history!), ...ofChildren]
    return path
  }
  return {
    status: end?.status ?? 'RUNNING',
    output: end?.status === 'SUCCEEDED' ? (JSON.parse(end.output) as Json) : undefined,
    error: end !== undefined && 'error' in end ? end.error : undefined,
    cause: end !== undefined && 'cause' in end ? end.cause : undefined,
    history: history!,
    childHistories,
    states,
    get path() {
      return allSteps()
    },
    get pathText() {
      return allSteps()
        .map(({ within, state }) => `${within}${state}\n`)
        .join('')
    },
    calls: [...calls],
    seconds: ((end === undefined ? now : ended) - snapshot.execution.startTime) / 1000,
    failedState: end?.status === 'FAILED' ? lastEntered(history!) : undefined,
  }
}

/** The state whose chain of events leads to the failure. */
function lastEntered(history: readonly HistoryEvent[]): string | undefined {
  const byId = new Map(history.map(event => [event.id, event]))
  for (let event = history.at(-1); event !== undefined; event = byId.get(event.previousEventId)) {
    const name = event['stateEnteredEventDetails']?.['name']
    if (typeof name === 'string') return name
  }
  return undefined
}
