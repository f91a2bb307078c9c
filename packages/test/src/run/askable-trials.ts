import { formatTimestamp, type HistoryEvent, type Json, type JsonObject } from '@pasos/asl'
import { listStates } from '../definition/state-list.ts'
import type { TaskCall } from '../mocks/answering.ts'
import { type StateTrial, stateTrials } from './state-trials.ts'

export interface AskableTrial extends StateTrial {
  /** Whether its output has what is drawn anew each time: an id, a number, the time. */
  isByChance: boolean
}

export interface AskableTrials {
  trials: AskableTrial[]
  /** The states of visits that TestState cannot repeat, as it takes no context object of them. */
  unasked: string[]
}

/** Of the run whose visits are asked for. */
export interface TrialRun {
  definition: JsonObject
  machineName: string
  history: readonly HistoryEvent[]
  calls: readonly TaskCall[]
}

/**
 * The visits of a run that TestState can be asked for, with the context object of their moment where their states read it. It takes one of
 * tasks alone, whose answers are mocked, and never with an item of a Map.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export function askableTrials(run: TrialRun): AskableTrials {
  const states = new Map(listStates(run.definition).map(({ name, state }) => [name, readsOf(state)]))
  const unasked: string[] = []
  const trials = stateTrials(run.history).flatMap(trial => {
    const reads = states.get(trial.state)
    if (reads?.item || (reads?.context && trial.options.mock === undefined)) {
      unasked.push(trial.state)
      return []
    }
    const options = reads?.context ? { ...trial.options, context: contextOf(trial, run) } : trial.options
    return [{ ...trial, options, isByChance: reads?.chance === true }]
  })
  return { trials, unasked }
}

/** What a state's own fields ask for beside data and variables; the states within it have fields of their own. */
function readsOf({ ItemProcessor, Iterator: processor, Branches, ...own }: JsonObject): {
  context: boolean
  item: boolean
  chance: boolean
} {
  const text = JSON.stringify(own)
  return {
    context: /\$\$|\$states\.context/.test(text),
    item: /(\$\$|\$states\.context)\.Map\b/.test(text),
    chance: /States\.(UUID|MathRandom)|\$(uuid|random|now|millis)\(/.test(text),
  }
}

function contextOf({ state, options, enteredAt }: StateTrial, { machineName, history, calls }: TrialRun): Json {
  const [started] = history
  const { input, roleArn } = started?.['executionStartedEventDetails'] ?? {}
  const { executionArn = '', token } = calls.find(call => call.state === state) ?? {}
  return {
    Execution: {
      ...{ Id: executionArn, Name: executionArn.split(':').at(-1)!, Input: typeof input === 'string' ? (JSON.parse(input) as Json) : {} },
      ...{ StartTime: formatTimestamp(started?.timestamp ?? enteredAt), ...(typeof roleArn === 'string' && { RoleArn: roleArn }) },
    },
    StateMachine: { Id: executionArn.replace(':execution:', ':stateMachine:').split(':').slice(0, 7).join(':'), Name: machineName },
    State: { Name: state, EnteredTime: formatTimestamp(enteredAt), RetryCount: options.retryCount ?? 0 },
    ...(token !== undefined && { Task: { Token: token } }),
  }
}
