import type { Json, JsonObject } from '@pasos/asl'
import type { Authorizer, Catalog, TaskReport, TaskRequest, TaskRunner } from '@pasos/engine'
import type { OutgoingHttp } from '../declaration/service.ts'
import { type ConnectionRecord, connectionKind } from '../events/records/connection-record.ts'
import { BadRequest, buildRequest } from './build-request.ts'

/** AWS: hard, whatever TimeoutSeconds says. */
const longestMs = 60_000
const longestAnswerBytes = 262_144

interface HttpPorts {
  catalog: Catalog
  authorizer: Authorizer
  outgoing: Pick<OutgoingHttp, 'exchange'>
}

type Failure = { error: string; cause: string }

/** `http:invoke`: HTTPS to anywhere, signed in by an EventBridge connection. */
export function httpConnector(ports: HttpPorts): TaskRunner {
  return {
    claims: resource => /^arn:[^:]+:states:::http:invoke$/.test(resource),
    run(request, report) {
      const { task } = request
      const ended = (result: Failure | Json): TaskReport =>
        isFailure(result) ? { type: 'TaskFailed', task, ...result } : { type: 'TaskSucceeded', task, output: result }
      invoke(ports, request).then(
        result => report(ended(result)),
        (error: Error) => {
          const name = error instanceof BadRequest ? 'States.Runtime' : 'States.Http.Socket'
          report({ type: 'TaskFailed', task, error: name, cause: error.message })
        },
      )
    },
  }
}

const isFailure = (result: Failure | Json): result is Failure =>
  typeof result === 'object' && result !== null && 'error' in result && !('StatusCode' in result)

async function invoke(ports: HttpPorts, request: TaskRequest): Promise<Failure | Json> {
  const input = request.input as JsonObject
  const connection = connectionOf(ports, input)
  const refused = refusal(ports, request, connection)
  if (refused) return refused
  if (!connection?.parameters || connection.state !== 'AUTHORIZED') {
    const [error, cause] = connection ? ['InvalidConnectionState', 'is not authorized'] : ['ResourceNotFound', 'does not exist']
    return { error: `Events.ConnectionResource.${error}`, cause: `The connection ${connectionArn(input)} ${cause}.` }
  }
  const [, , , region = ''] = request.stateMachineArn.split(':')
  const asked = buildRequest(input, connection.parameters, region)
  const answer = await ports.outgoing.exchange({ ...asked, timeoutMs: longestMs, longestAnswerBytes, needsTls: true })
  const text = textOf(answer.headers['content-type'], answer.body)
  if (answer.status >= 400) return { error: `States.Http.StatusCode.${answer.status}`, cause: text }
  return {
    Headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()])) as JsonObject,
    ResponseBody: parsed(text),
    StatusCode: answer.status,
    StatusText: answer.statusText,
  }
}

function connectionArn(input: JsonObject): string {
  const holder = (input['Authentication'] ?? input['InvocationConfig'] ?? {}) as JsonObject
  return String(holder['ConnectionArn'])
}

function connectionOf({ catalog }: HttpPorts, input: JsonObject): ConnectionRecord | undefined {
  const arn = connectionArn(input)
  const known = catalog.get<ConnectionRecord>(connectionKind, arn.split('/').slice(0, 2).join('/'))
  return known?.arn === arn ? known : undefined
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

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
