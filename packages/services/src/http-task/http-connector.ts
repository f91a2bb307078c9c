import type { Json, JsonObject } from '@pasos/asl'
import type { Authorizer, Catalog, TaskReport, TaskRequest, TaskRunner } from '@pasos/engine'
import { goesOn, integrationOf } from '@pasos/integrations'
import { ConnectionProblem, type Connections } from '../events/connections/connections.ts'
import { type ConnectionRecord, connectionByArn } from '../events/records/connection-record.ts'
import { putJsonOrText } from '../integrations/json-or-text.ts'
import { BadRequest, buildRequest } from './build-request.ts'
import { traced } from './trace.ts'

/** AWS: hard, whatever TimeoutSeconds says. */
const longestMs = 60_000
const longestAnswerBytes = 262_144

interface HttpPorts {
  catalog: Catalog
  authorizer: Authorizer
  /** EventBridge's; nothing where it is not served. */
  connections(): Promise<Pick<Connections, 'exchange'>> | undefined
}

type Failure = { error: string; cause: string }

/** `http:invoke`: HTTPS to anywhere, signed in by an EventBridge connection. */
export function httpConnector(ports: HttpPorts): TaskRunner {
  return {
    claims: resource => integrationOf(resource) === 'http:invoke' && !goesOn(resource),
    run(request, report) {
      const { task } = request
      const ended = (result: Failure | Json): TaskReport =>
        isFailure(result) ? { type: 'TaskFailed', task, ...result } : { type: 'TaskSucceeded', task, output: result }
      invoke(ports, request).then(
        result => report(ended(result)),
        (error: Error) => report({ type: 'TaskFailed', task, error: nameOf(error), cause: error.message }),
      )
    },
  }
}

function nameOf(error: Error): string {
  if (error instanceof ConnectionProblem) return `Events.ConnectionResource.${error.kind}`
  return error instanceof BadRequest ? 'States.Runtime' : 'States.Http.Socket'
}

const isFailure = (result: Failure | Json): result is Failure =>
  typeof result === 'object' && result !== null && 'error' in result && !('StatusCode' in result)

async function invoke(ports: HttpPorts, request: TaskRequest): Promise<Failure | Json> {
  const input = request.input as JsonObject
  const connection = connectionByArn(ports.catalog, connectionArn(input))
  const refused = refusal(ports, request, connection)
  if (refused) return refused
  const connections = connection && (await ports.connections())
  if (!connections) {
    const arn = connectionArn(input)
    const cause = arn === '' ? 'Neither Authentication nor InvocationConfig names a connection.' : `The connection ${arn} does not exist.`
    return { error: 'Events.ConnectionResource.ResourceNotFound', cause }
  }
  const [, , , region = ''] = request.stateMachineArn.split(':')
  const build = traced(request.trace, signIn => buildRequest(input, signIn, region))
  const answer = await connections.exchange(connection, build.request, { timeoutMs: longestMs, longestAnswerBytes })
  build.answered(answer)
  // AWS: the text of the status is the whole cause, and no body reaches the execution, so none has to be text (written down by
  // one who calls an API from a state machine on AWS: "States.Http.StatusCode.400" came with "Bad Request" and nothing else).
  if (answer.status >= 400) return { error: `States.Http.StatusCode.${answer.status}`, cause: answer.statusText }
  const text = textOf(answer.headers['content-type'], answer.body)
  const Headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()])) as JsonObject
  const result: JsonObject = { Headers, ResponseBody: null, StatusCode: answer.status, StatusText: answer.statusText }
  putJsonOrText(result, 'ResponseBody', text)
  return result
}

/** Empty where the task names none. */
function connectionArn(input: JsonObject): string {
  const holder = (input['Authentication'] ?? input['InvocationConfig'] ?? {}) as JsonObject
  return typeof holder['ConnectionArn'] === 'string' ? holder['ConnectionArn'] : ''
}

/** What the task's role needs: for the call, for the connection, and for its secret. */
function refusal({ authorizer }: HttpPorts, request: TaskRequest, connection: ConnectionRecord | undefined): Failure | undefined {
  const { roleArn: principalArn, stateMachineArn } = request
  const input = request.input as JsonObject
  const context = { 'states:HTTPMethod': String(input['Method']), 'states:HTTPEndpoint': String(input['ApiEndpoint']) }
  const call = authorizer.authorize({ principalArn, action: 'states:InvokeHTTPEndpoint', resource: stateMachineArn, context })
  if (!call.allowed) return { error: 'States.TaskFailed', cause: call.message }
  const asked: [action: string, resource: string][] = [['events:RetrieveConnectionCredentials', connection?.arn ?? connectionArn(input)]]
  if (connection) {
    asked.push(['secretsmanager:GetSecretValue', connection.secretArn], ['secretsmanager:DescribeSecret', connection.secretArn])
  }
  for (const [action, resource] of asked) {
    const decision = authorizer.authorize({ principalArn, action, resource })
    if (!decision.allowed) return { error: 'Events.ConnectionResource.AccessDenied', cause: decision.message }
  }
  return undefined
}

/** @throws BadRequest for what is no text */
function textOf(type: string | string[] | undefined, body: Uint8Array): string {
  if (/^(application\/octet-stream|image\/|video\/|audio\/)/.test(String(type ?? ''))) {
    throw new BadRequest(`An answer of the type ${type} is not supported.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new BadRequest('The answer is not readable as text.')
  }
}
