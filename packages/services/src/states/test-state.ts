import {
  defaultLimits,
  type TaskAnswer,
  type TestEffects,
  TestStateRefusal,
  type TestStateRequest,
  testState as testStateOf,
} from '@pasos/asl'
import type { HttpTrace, TaskReport, TaskRequest } from '@pasos/engine'
import { inputShape, resultShape, sdkActions } from '@pasos/models'
import { ApiError, type Operation, type OperationContext, type states } from '@pasos/wire'
import { executionArn, stateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { invalidExecutionInput } from './errors.ts'
import { checkRole, checkRoleArn } from './revision.ts'

/** API reference, TestState: "can run for up to five minutes". */
const LONGEST_TEST_MS = 300_000

/** AWS's limits for one state; a test has no history that could be full. */
const limits = { ...defaultLimits, historyEvents: Number.POSITIVE_INFINITY }

const apis = { sdkActions, inputShape }

/** Runs one state, for real or with a mock, and stores nothing. */
export function testState(deps: StatesDependencies): Operation<states.TestStateInput, states.TestStateOutput> {
  return async (input, context) => {
    const problem = input.input === undefined ? undefined : deps.checks.jsonProblem(input.input)
    if (problem !== undefined) throw invalidExecutionInput(problem)
    if (input.roleArn !== undefined) checkRoleArn(input.roleArn)
    checkReveal(deps, input, context)
    const stateMachineName = deps.ids.uuid()
    const executionName = deps.ids.uuid()
    const machineArn = stateMachineArn(context, stateMachineName)
    // AWS: a test looks like an Express execution, but for the last part of its ARN.
    const identity = {
      stateMachineArn: machineArn,
      stateMachineName,
      executionArn: executionArn(machineArn, executionName).replace(':execution:', ':express:'),
      executionName,
      now: deps.clock.now(),
    }
    const { accountId, region } = context
    const uuid = (): string => deps.ids.uuid()
    const random = (): number => deps.ids.random()
    const aside = deps.longExpressions
    const seen = {}
    const trace = { reveals: input.revealSecrets ?? false, tell: (more: object) => void Object.assign(seen, more) }
    const isTraced = input.inspectionLevel === 'TRACE'
    const effects = testEffects(deps, { ...identity, roleArn: input.roleArn ?? '', ...(isTraced && { trace }) }, context)
    try {
      const answer = await testStateOf(requestOf(input), {
        ...{ identity, accountId, region, limits, uuid, random, resultShape, apis, effects, refuseTask: deps.refuseTask },
        ...(aside && { computeAside: async work => (await aside.compute(work)).answer }),
      })
      return answer.inspectionData ? { ...answer, inspectionData: { ...answer.inspectionData, ...seen } } : answer
    } catch (error) {
      if (error instanceof TestStateRefusal) throw new ApiError(error.code, error.message)
      throw error
    }
  }
}

/** @throws ApiError ValidationException, AccessDeniedException */
function checkReveal({ mayReveal }: StatesDependencies, input: states.TestStateInput, context: OperationContext): void {
  // With a mock nothing is sent, and the rules of mocks say so.
  if (!input.revealSecrets || input.mock) return
  if (input.inspectionLevel !== 'TRACE')
    throw new ApiError('ValidationException', 'RevealSecrets is supported only with inspectionLevel TRACE.')
  const refusal = mayReveal?.(context)
  if (refusal !== undefined) throw new ApiError('AccessDeniedException', refusal)
}

/** Without the members that were not sent: the client's types have them as `undefined`. */
function requestOf(input: states.TestStateInput): TestStateRequest {
  return JSON.parse(JSON.stringify(input))
}

/** Time and tasks, both cut off when the test has lasted as long as it may or the caller has gone. */
function testEffects(
  deps: Pick<StatesDependencies, 'clock' | 'ids' | 'runTask' | 'trusts'>,
  identity: { executionArn: string; stateMachineArn: string; roleArn: string; now: number; trace?: HttpTrace },
  { signal }: OperationContext,
): TestEffects {
  const { clock } = deps
  const deadline = identity.now + LONGEST_TEST_MS
  const waitUntil = (at: number, stop: AbortSignal): Promise<boolean> =>
    new Promise(resolve => {
      const cancel = clock.at(Math.min(at, deadline), () => resolve(at <= deadline))
      const leave = (): void => {
        cancel()
        resolve(false)
      }
      stop.addEventListener('abort', leave, { once: true })
    })
  return {
    waitUntil: at => waitUntil(at, signal),
    async runTask(command) {
      const roleArn = command.roleArn ?? identity.roleArn
      // A role is assumed only where it is needed: a mock, or a Pass state, does without.
      checkRole(deps, identity.roleArn, identity.stateMachineArn)
      const request: TaskRequest = {
        executionArn: identity.executionArn,
        stateMachineArn: identity.stateMachineArn,
        task: command.task,
        idempotencyToken: deps.ids.uuid(),
        resource: command.resource,
        input: command.input,
        stateName: command.stateName,
        roleArn,
        ...(identity.trace && { trace: identity.trace }),
        ...(command.inputText !== undefined && { inputText: command.inputText }),
        ...(command.timeoutSeconds !== undefined && { timeoutSeconds: command.timeoutSeconds }),
      }
      const over = new AbortController()
      const done = new AbortController()
      const limit = command.timeoutSeconds === undefined ? deadline : clock.now() + command.timeoutSeconds * 1000
      const expired = waitUntil(limit, AbortSignal.any([signal, done.signal])).then((): TaskAnswer => 'timed out')
      const answer = await Promise.race([deps.runTask(request, over.signal).then(answerOf), expired])
      if (answer === 'timed out') over.abort()
      done.abort()
      return answer
    },
  }
}

function answerOf(report: TaskReport): TaskAnswer {
  switch (report.type) {
    case 'TaskSucceeded':
      return { output: report.output, ...(report.outputText !== undefined && { outputText: report.outputText }) }
    case 'TaskFailed':
    case 'TaskSubmitFailed':
      return { error: report.error, cause: report.cause }
    case 'TaskStarted':
    case 'TaskSubmitted':
    case 'TaskHeartbeat':
      throw new Error(`A task was reported to have ended by ${report.type}`)
  }
}
