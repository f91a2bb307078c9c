import { defaultLimits, type Json, TestStateRefusal, testState } from '@pasos/asl'
import { resultShape } from '@pasos/models'
import { knownApis } from '../definition/known-apis.ts'
import type { Validation } from '../mocks/check-answer.ts'
import { MockError } from '../mocks/mock.ts'

/** What one state is run with, as TestState has it. */
export interface StateOptions {
  input?: Json | undefined
  /** Needed by tasks, Maps and Parallels. */
  mock?: { result: Json } | { error: string; cause?: string } | undefined
  validation?: Validation | undefined
  variables?: Record<string, Json> | undefined
  context?: Json | undefined
  /** How often its retrier has tried. */
  retryCount?: number | undefined
}

export interface StateResult {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  output: Json | undefined
  error: string | undefined
  cause: string | undefined
  nextState: string | undefined
}

/**
 * Runs one state of a definition alone, by the same code that answers TestState.
 * @throws MockError in the words of the API where it would refuse the request
 */
export async function runState(definition: string, state: string, options: StateOptions, now: number): Promise<StateResult> {
  const { input = {}, mock, validation, variables, context, retryCount } = options
  let ids = 0
  const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  const place = 'arn:aws:states:us-east-1:123456789012'
  const identity = {
    ...{ stateMachineArn: `${place}:stateMachine:test`, stateMachineName: 'test' },
    ...{ executionArn: `${place}:express:test:test`, executionName: 'test', now },
  }
  try {
    const answer = await testState(
      {
        definition,
        stateName: state,
        input: JSON.stringify(input),
        ...(mock && { mock: mockOf(mock, validation) }),
        ...(variables && { variables: JSON.stringify(variables) }),
        ...(context !== undefined && { context: JSON.stringify(context) }),
        ...(retryCount !== undefined && { stateConfiguration: { retrierRetryCount: retryCount } }),
      },
      {
        ...{ identity, accountId: '123456789012', region: 'us-east-1', uuid, random: () => 0.5, resultShape },
        apis: knownApis,
        limits: { ...defaultLimits, historyEvents: Number.POSITIVE_INFINITY },
        effects: {
          waitUntil: async () => true,
          runTask: async ({ stateName }) => {
            throw new MockError(`The state "${stateName}" needs a mock to be run alone.`)
          },
        },
      },
    )
    const { status, output, error, cause, nextState } = answer
    return { status, output: output === undefined ? undefined : (JSON.parse(output) as Json), error, cause, nextState }
  } catch (error) {
    if (error instanceof TestStateRefusal) throw new MockError(error.message)
    throw error
  }
}

function mockOf(mock: NonNullable<StateOptions['mock']>, fieldValidationMode: Validation = 'STRICT') {
  if ('result' in mock) return { result: JSON.stringify(mock.result), fieldValidationMode }
  return { errorOutput: mock, fieldValidationMode }
}
