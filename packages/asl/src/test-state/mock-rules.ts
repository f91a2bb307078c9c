import { readResource } from '../definition/task-state.ts'
import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import { mockShapeProblem } from './mock-shape.ts'
import { TestStateRefusal } from './refusal.ts'
import type { TestStateRequest } from './request.ts'
import type { FindResultShape } from './result-model.ts'

/** API reference, TestState: "A mock can only be specified for Task, Map, or Parallel states." */
const mockable = new Set(['Task', 'Map', 'Parallel'])

/**
 * Whether the request fits the state: what must be mocked and what must not, and what only goes with a mock.
 *
 * @throws TestStateRefusal in AWS's words, as far as they are known
 */
export function checkMockRules(state: JsonObject, request: TestStateRequest): void {
  const { mock, roleArn, revealSecrets, context, stateConfiguration } = request
  const type = String(state['Type'])
  if (mock === undefined) {
    if (type === 'Map' || type === 'Parallel') {
      const supported = 'Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]'
      throw new TestStateRefusal(`TestState API does not support Map or Parallel states. ${supported}`, 'InvalidDefinition')
    }
    if (type === 'Task') checkRunnable(String(state['Resource']), roleArn)
    if (context !== undefined) throw new TestStateRefusal('A Context object can only be specified when a mock is specified')
    if (stateConfiguration?.mapIterationFailureCount !== undefined)
      throw new TestStateRefusal('mapIterationFailureCount can only be specified when a mock is specified')
    return
  }
  if (mock.result !== undefined && mock.errorOutput !== undefined)
    throw new TestStateRefusal('A test mock should have only one of the following fields: [result, errorOutput].')
  if (mock.result === undefined && mock.errorOutput === undefined)
    throw new TestStateRefusal('A test mock should have one of the following fields: [result, errorOutput].')
  // API reference, MockErrorOutput: the error "is required if mock.errorOutput is specified".
  if (mock.errorOutput !== undefined && mock.errorOutput.error === undefined)
    throw new TestStateRefusal('error must be specified when mocking an errorOutput')
  if (!mockable.has(type)) throw new TestStateRefusal(`State type '${type}' is not supported when a mock is specified`)
  if (revealSecrets === true) throw new TestStateRefusal('TestState does not support RevealSecrets when a mock is specified.')
}

function checkRunnable(resource: string, roleArn: string | undefined): void {
  const { kind, hasToken } = readResource(resource)
  if (kind === 'activity' || hasToken) {
    const unsupported = 'Activity tasks, .sync or .waitForTaskToken service integration patterns'
    throw new TestStateRefusal(`TestState API does not support ${unsupported} unless a mock is specified`, 'InvalidDefinition')
  }
  if (roleArn === undefined) throw new TestStateRefusal('RoleArn must be specified when testing a Task state')
}

/**
 * Reads a mocked result and checks it against its state: a list for Parallel and Map, what the API answers for tasks.
 *
 * @throws TestStateRefusal ValidationException
 */
export function readMockedResult(
  state: JsonObject,
  mock: NonNullable<TestStateRequest['mock']>,
  parse: (text: string) => Json | undefined,
  find: FindResultShape,
): Json | undefined {
  if (mock.result === undefined) return undefined
  const result = parse(mock.result)
  if (result === undefined) throw new TestStateRefusal('Mocked result must be valid JSON')
  const problem = resultProblem(state, result, mock.fieldValidationMode ?? 'STRICT', find)
  if (problem !== undefined) throw new TestStateRefusal(problem)
  return result
}

function resultProblem(state: JsonObject, result: Json, mode: 'STRICT' | 'PRESENT' | 'NONE', find: FindResultShape): string | undefined {
  switch (state['Type']) {
    case 'Parallel': {
      if (!Array.isArray(result)) return 'Mocked result must be an array.'
      const branches = state['Branches']
      const isComplete = Array.isArray(branches) && branches.length === result.length
      return isComplete ? undefined : 'Mocked result must contain the same number of items as number of Parallel branches.'
    }
    case 'Map':
      // With a ResultWriter the result says where the results were written.
      if (state['ResultWriter'] !== undefined) return isJsonObject(result) ? undefined : 'Mocked result must be a JSON object.'
      return Array.isArray(result) ? undefined : 'Mocked result must be an array.'
    case 'Task': {
      if (mode === 'NONE') return undefined
      const problem = mockShapeProblem(String(state['Resource']), result, mode, find)
      return problem === undefined ? undefined : `Mock result schema validation error: ${problem}`
    }
    default:
      return undefined
  }
}
