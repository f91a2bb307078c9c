import { isDeepStrictEqual } from 'node:util'
import type { SFNClient, TestStateCommandOutput } from '@aws-sdk/client-sfn'
import type { AskableTrial, Machine, TestResult } from '@pasos/test'
import { clientOptions } from './endpoint.ts'
import { message } from './messages.ts'

/** Asks TestState elsewhere what a run's states do there. */
export interface Comparison {
  place: string
  /** How many visits of states have been compared. */
  compared(): number
  /** The states of visits that TestState cannot be asked for. */
  unasked(): string[]
  /** Why no more is asked: nobody answers there, or whoever asks may not. */
  stopped(): Error | undefined
  /** What is different there, a line each. */
  check(machine: Machine, result: TestResult): Promise<string[]>
}

/**
 * Compares with AWS (`aws`: region and keys as the AWS CLI finds them) or with another endpoint, signed with the keys of the environment.
 * Every visit is asked with its mock, so no role is needed and nothing is called.
 */
export async function compareWith(place: string, profile: string | undefined): Promise<Comparison> {
  const { SFNClient, TestStateCommand } = await import('@aws-sdk/client-sfn')
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile
  const isAws = place === 'aws'
  const client: SFNClient = new SFNClient(isAws ? { maxAttempts: 8 } : { ...clientOptions(place), maxAttempts: 8 })
  const unasked = new Set<string>()
  let compared = 0
  let stopped: Error | undefined
  const ask = (definition: string, { state, options }: AskableTrial) =>
    client.send(
      new TestStateCommand({
        definition,
        stateName: state,
        input: JSON.stringify(options.input),
        inspectionLevel: 'INFO',
        ...(options.variables && { variables: JSON.stringify(options.variables) }),
        ...(options.context !== undefined && { context: JSON.stringify(options.context) }),
        ...(options.mock && { mock: mockOf(options.mock) }),
        ...(options.mock && options.retryCount !== undefined && { stateConfiguration: { retrierRetryCount: options.retryCount } }),
      }),
    )
  return {
    place,
    compared: () => compared,
    unasked: () => [...unasked],
    stopped: () => stopped,
    async check(machine, result) {
      const problems: string[] = []
      const { trials, unasked: states } = machine.trials(result)
      for (const state of states) unasked.add(state)
      for (const trial of trials) {
        if (stopped !== undefined) break
        const { state } = trial
        try {
          const answer = await ask(machine.definitionText, trial)
          compared++
          problems.push(...differences(trial, answer, place))
        } catch (error) {
          const { name, message: text } = error as Error
          if (isOfState(name)) problems.push(message('refusedThere', { state, place, reason: `${name}: ${text}` }))
          else stopped = error as Error
        }
      }
      return problems
    },
  }
}

/** What is refused of this state alone. Anything else, such as a wrong key, would be said of every state again. */
function isOfState(error: string): boolean {
  return /^(Validation|Invalid(Definition|ExecutionInput|Arn))/.test(error)
}

function mockOf(mock: NonNullable<AskableTrial['options']['mock']>) {
  // The run has held the mock against the service's model already, as far as it was to be.
  const fieldValidationMode = 'NONE' as const
  return 'result' in mock ? { result: JSON.stringify(mock.result), fieldValidationMode } : { errorOutput: mock, fieldValidationMode }
}

function differences({ state, expected, isByChance }: AskableTrial, answer: TestStateCommandOutput, place: string): string[] {
  const output = answer.output === undefined ? undefined : (JSON.parse(answer.output) as unknown)
  // What a state that fails or is tried again gives on is nobody's.
  const isGoing = expected.status === 'SUCCEEDED' || expected.status === 'CAUGHT_ERROR'
  return [
    ...unlike('status', answer.status, expected.status),
    ...unlike('error', answer.error, expected.error),
    ...(isGoing && !isByChance ? unlike('output', output, expected.output) : []),
    ...(isGoing ? unlike('nextState', answer.nextState, expected.nextState) : []),
  ].map(({ what, theirs, ours }) => message('differsThere', { state, place, what, theirs: text(theirs), ours: text(ours) }))
}

interface Difference {
  what: string
  theirs: unknown
  ours: unknown
}

/** Where two values differ, as deep as both are objects with the same members. */
function unlike(what: string, theirs: unknown, ours: unknown): Difference[] {
  if (isDeepStrictEqual(theirs, ours)) return []
  // A timeout, whose Cause is empty, cannot be mocked: an error of its name is, and has none.
  if (what.endsWith('.Cause') && ours === '' && theirs === null) return []
  if (!isObject(theirs) || !isObject(ours) || !isDeepStrictEqual(Object.keys(theirs).sort(), Object.keys(ours).sort())) {
    return [{ what, theirs, ours }]
  }
  return Object.keys(ours).flatMap(name => unlike(`${what}.${name}`, theirs[name], ours[name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return value === undefined ? '—' : JSON.stringify(value)
}
