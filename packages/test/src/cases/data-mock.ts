import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { compileJsonataTemplate, isJsonObject, type Json, type JsonObject, StatesFailure } from '@pasos/asl'
import { type Mock, type MockAnswer, type MockCall, MockError, type MockFunction } from '../mocks/mock.ts'

const FIELDS = new Set([
  ...['result', 'error', 'cause', 'never', 'afterSeconds', 'heartbeatsAfterSeconds', 'submitted'],
  ...['evaluate', 'handler', 'byIndex'],
])

/**
 * A mock as it stands in a file. Beside a mock's own members: `evaluate`, a JSONata template over `$states.input` and `$states.context`
 * that makes the result; `handler`, a function of a module (`functions/charge/main.handler`) that is really run.
 * @throws MockError
 */
export function dataMock(state: string, data: Json, file: string): Mock {
  if (Array.isArray(data)) return data.map(item => singleMock(state, item, file))
  if (isJsonObject(data) && isJsonObject(data['byIndex'])) {
    const unknown = Object.keys(data['byIndex']).find(index => !/^(0|[1-9]\d*|default)$/.test(index))
    if (unknown !== undefined)
      throw new MockError(`The mock of "${state}" has byIndex "${unknown}"; there are numbers from 0, and "default"`)
    const byIndex = Object.entries(data['byIndex']).map(([index, mock]) => [index, dataMock(state, mock, file)])
    return { byIndex: Object.fromEntries(byIndex) }
  }
  return singleMock(state, data, file)
}

function singleMock(state: string, data: Json, file: string): MockAnswer | MockFunction {
  if (!isJsonObject(data)) throw new MockError(`The mock of "${state}" must be an object, a list of objects or one with "byIndex"`)
  const unknown = Object.keys(data).find(field => !FIELDS.has(field))
  if (unknown !== undefined) throw new MockError(`The mock of "${state}" has "${unknown}"; there are: ${[...FIELDS].join(', ')}`)
  const { evaluate, handler, ...rest } = data
  if (evaluate !== undefined) return evaluated(state, evaluate, rest)
  if (typeof handler === 'string') return handled(state, handler, rest, file)
  return rest as MockAnswer
}

function evaluated(state: string, template: Json, rest: JsonObject): MockFunction {
  const compiled = compileJsonataTemplate(template)
  return (input, { attempt, retryCount, index, indexes, isRepeated }) => {
    const context: JsonObject = { attempt, retryCount, index: index ?? null, indexes: [...indexes], isRepeated }
    const env = { random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' }
    const scope = { states: { input, context }, variable: () => undefined, variableNames: () => [], now: 0, env }
    try {
      return { ...rest, result: compiled.render(scope, 'evaluate') }
    } catch (error) {
      if (error instanceof StatesFailure) throw new MockError(`The mock of "${state}" cannot be evaluated: ${error.cause}`)
      throw error
    }
  }
}

function handled(state: string, handler: string, rest: JsonObject, file: string): MockFunction {
  const [, path, name = ''] = /^(.*)\.([^./\\]+)$/.exec(handler) ?? []
  if (path === undefined) throw new MockError(`The mock of "${state}" names no function: "${handler}" should be such as main.handler`)
  return async (input, call) => {
    const run = loadFunction(state, path, name, file)
    const isInvoke = call.resource.startsWith('arn:aws:states:::lambda:invoke')
    const event = isInvoke && isJsonObject(input) ? (input['Payload'] ?? null) : input
    try {
      const answer = ((await run(event, { awsRequestId: call.executionArn })) ?? null) as Json
      return { ...rest, result: isInvoke ? { Payload: answer, StatusCode: 200, ExecutedVersion: '$LATEST' } : answer }
    } catch (error) {
      return thrown(error, rest)
    }
  }
}

/** As Lambda tells of a function that threw. */
function thrown(error: unknown, rest: JsonObject): MockAnswer {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  return { ...rest, error: name, cause: JSON.stringify({ errorType: name, errorMessage: message, trace: [] }) }
}

type Handler = (event: Json, context: Pick<MockCall, never> & { awsRequestId: string }) => unknown

function loadFunction(state: string, path: string, name: string, file: string): Handler {
  const module = createRequire(resolve(file))(resolve(dirname(file), path)) as Record<string, unknown>
  const run = module[name]
  if (typeof run !== 'function') throw new MockError(`The mock of "${state}" names ${path}.${name}, which is no function`)
  return run as Handler
}
