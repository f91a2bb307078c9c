import { findIntegration, type Integration, type Pattern, parseResource } from '@pasos/integrations'
import type { Json } from '../json.ts'
import { shapeProblem, type ValidationMode } from './check-shape.ts'
import type { FindResultShape } from './result-model.ts'

/** The operation whose answer is a task's result, and members of it that hold any JSON. */
interface AnswerOf {
  service: string
  operation: string
  open: readonly string[]
}

/**
 * In what a mocked result is not what the task's API answers: a message of AWS's, or nothing. Bare functions, activities, callbacks,
 * integrations that show something else than an API's answer, and services whose models are not known may answer anything.
 */
export function mockShapeProblem(resource: string, result: Json, mode: ValidationMode, find: FindResultShape): string | undefined {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service' || parsed.pattern === 'waitForTaskToken') return undefined
  const { service, action, pattern, isSdk } = parsed
  const integration = isSdk ? undefined : findIntegration(service, action)
  const answer = isSdk ? { service, operation: upperFirst(action), open: [] } : integration && answerOf(integration, pattern)
  const shape = answer && find(answer.service, answer.operation)
  if (answer === undefined || shape === undefined) return undefined
  return shapeProblem(shape, result, { mode, optimized: !isSdk, ...(answer.open.length > 0 && { open: answer.open }) })
}

/**
 * `.sync` answers what is asked until the work is done (developer guide, "Integrate optimized services"). A mock of `.sync:2` is held to the
 * API as well, whose Output is a text, though the real result has it as JSON (boto3's issue 4683).
 */
function answerOf({ service: { model: service }, action, operation }: Integration, pattern: Pattern): AnswerOf | undefined {
  if (operation === null) return undefined
  if (pattern === 'RR') return action.result === undefined ? { service, operation, open: action.jsonResult ?? [] } : undefined
  const { sync } = action
  if (sync === undefined || sync.shown !== undefined) return undefined
  return { service, operation: sync.poll.operation, open: [] }
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
