import { isDeepStrictEqual } from 'node:util'
import type { SFNClient, TestStateCommandOutput } from '@aws-sdk/client-sfn'
import { type Machine, type StateTrial, stateTrials, type TestResult } from '@pasos/test'
import { clientOptions } from './endpoint.ts'
import { message } from './messages.ts'

/** Asks TestState elsewhere what a run's states do there. */
export interface Comparison {
  place: string
  /** How many visits of states have been compared. */
  compared(): number
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
  let compared = 0
  const ask = (definition: string, { state, options }: StateTrial) =>
    client.send(
      new TestStateCommand({
        definition,
        stateName: state,
        input: JSON.stringify(options.input),
        inspectionLevel: 'INFO',
        ...(options.variables && { variables: JSON.stringify(options.variables) }),
        ...(options.mock && { mock: mockOf(options.mock) }),
        ...(options.mock && options.retryCount !== undefined && { stateConfiguration: { retrierRetryCount: options.retryCount } }),
      }),
    )
  return {
    place,
    compared: () => compared,
    async check(machine, { history }) {
      const problems: string[] = []
      for (const trial of stateTrials(history)) {
        const { state } = trial
        try {
          const answer = await ask(machine.definitionText, trial)
          compared++
          problems.push(...differences(trial, answer, place))
        } catch (error) {
          const { name, message: text } = error as Error
          problems.push(message('refusedThere', { state, place, reason: `${name}: ${text}` }))
        }
      }
      return problems
    },
  }
}

function mockOf(mock: NonNullable<StateTrial['options']['mock']>) {
  // The run has held the mock against the service's model already, as far as it was to be.
  const fieldValidationMode = 'NONE' as const
  return 'result' in mock ? { result: JSON.stringify(mock.result), fieldValidationMode } : { errorOutput: mock, fieldValidationMode }
}

function differences({ state, expected }: StateTrial, answer: TestStateCommandOutput, place: string): string[] {
  const output = answer.output === undefined ? undefined : (JSON.parse(answer.output) as unknown)
  // What a state that fails or is tried again gives on is nobody's.
  const hasOutput = expected.status === 'SUCCEEDED' || expected.status === 'CAUGHT_ERROR'
  const pairs: [string, unknown, unknown][] = [
    ['status', answer.status, expected.status],
    ['error', answer.error, expected.error],
    ...(hasOutput
      ? ([
          ['output', output, expected.output],
          ['nextState', answer.nextState, expected.nextState],
        ] as [string, unknown, unknown][])
      : []),
  ]
  return pairs
    .filter(([, theirs, ours]) => !isDeepStrictEqual(theirs, ours))
    .map(([what, theirs, ours]) => message('differsThere', { state, place, what, theirs: text(theirs), ours: text(ours) }))
}

function text(value: unknown): string {
  return value === undefined ? '—' : JSON.stringify(value)
}
