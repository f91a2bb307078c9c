import { isJsonObject, type Json, type JsonObject, partitionOf, withoutSpaces } from '@pasos/asl'
import { optimizedCause, parseResource, sdkMetadata } from '@pasos/integrations'
import type { Clock } from '../ports/clock.ts'
import type {
  Authorizer,
  FunctionAcceptor,
  FunctionInvocation,
  FunctionInvoker,
  FunctionRefusal,
  FunctionResult,
  TaskReport,
  TaskRequest,
  TaskRunner,
} from '../ports/tasks.ts'
import { callFailed } from './submit-failure.ts'

/** Functions: by bare ARN, whose answer is the task's output, and by `lambda:invoke`, whose output is what the API answers. */
export function lambdaConnector(deps: {
  invoker: FunctionInvoker
  acceptor: FunctionAcceptor
  authorizer: Authorizer
  clock: Clock
  region: string
}): TaskRunner {
  const { invoker, acceptor, authorizer, clock } = deps

  const denial = (request: TaskRequest, { function: resource }: FunctionInvocation): FunctionRefusal | undefined => {
    const decision = authorizer.authorize({ principalArn: request.roleArn, action: 'lambda:InvokeFunction', resource })
    if (decision.allowed) return undefined
    const { message } = decision
    return { outcome: 'refused', code: 'AccessDeniedException', message, status: 403, requestId: request.idempotencyToken }
  }

  const invoke = async (request: TaskRequest, invocation: FunctionInvocation, signal: AbortSignal): Promise<FunctionResult> =>
    denial(request, invocation) ?? invoker.invoke({ ...invocation, requestId: request.idempotencyToken }, signal)

  const runBare = async (request: TaskRequest, signal: AbortSignal): Promise<TaskReport> => {
    const payload = request.inputText ?? JSON.stringify(request.input)
    const result = await invoke(request, { function: request.resource, payload }, signal)
    const failure = failureOf(result)
    if (failure) return callFailed(request, failure)
    const { output, text } = parseAnswer((result as Returned).payload)
    return { type: 'TaskSucceeded', task: request.task, output, outputText: text }
  }

  const runIntegration = async (request: TaskRequest, signal: AbortSignal): Promise<TaskReport> => {
    const parameters = isJsonObject(request.input) ? request.input : {}
    const invocation = invocationOf(parameters, request, deps.region)
    const type = parameters['InvocationType']
    if (type === 'Event' || type === 'DryRun') return hand(request, invocation, type)
    if (typeof type === 'string' && type !== 'RequestResponse') return callFailed(request, failureOf(unknownType(request, type)))
    const result = await invoke(request, invocation, signal)
    const failure = failureOf(result)
    // AWS: what the function said comes back through the integration's own JSON, so its spaces are gone.
    if (failure !== undefined) {
      return callFailed(request, result.outcome === 'refused' ? failure : { ...failure, cause: withoutSpaces(failure.cause) })
    }
    return answered(request, answerOf(result as Returned, clock.now(), 200))
  }

  /** Accepted at once, and whatever becomes of an event is not the task's business. */
  const hand = async (request: TaskRequest, invocation: FunctionInvocation, type: 'Event' | 'DryRun'): Promise<TaskReport> => {
    const requestId = request.idempotencyToken
    const result = denial(request, invocation) ?? (await acceptor.accept({ ...invocation, requestId }, type))
    const nothing = { outcome: 'returned', payload: '', executedVersion: '', requestId } as const
    if (result.outcome === 'accepted') return answered(request, answerOf(nothing, clock.now(), type === 'Event' ? 202 : 204))
    return callFailed(request, failureOf(result))
  }

  return {
    claims: resource => isFunction(resource) || isInvoke(resource),
    run(request, report, signal) {
      const running = isFunction(request.resource) ? runBare(request, signal) : runIntegration(request, signal)
      running.then(report, (error: unknown) => {
        const cause = error instanceof Error ? error.message : String(error)
        report(callFailed(request, { error: 'Lambda.SdkClientException', cause }))
      })
    },
  }
}

function unknownType({ idempotencyToken }: TaskRequest, type: string): FunctionRefusal {
  const demand = 'Member must satisfy enum value set: [Event, RequestResponse, DryRun]'
  const message = `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: ${demand}`
  return { outcome: 'refused', code: 'ValidationException', message, status: 400, requestId: idempotencyToken }
}

type Returned = Extract<FunctionResult, { outcome: 'returned' }>
interface Failure {
  error: string
  cause: string
}

/** `arn:aws:lambda:us-east-1:123456789012:function:name` */
function isFunction(resource: string): boolean {
  return parseResource(resource).kind === 'function'
}

/** `lambda:invoke` in any partition. */
function isInvoke(resource: string): boolean {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service' || parsed.resourceType !== 'lambda' || parsed.action !== 'invoke') return false
  return parsed.pattern === 'RR' || parsed.pattern === 'waitForTaskToken'
}

function invocationOf(parameters: JsonObject, request: TaskRequest, region: string): FunctionInvocation {
  const { FunctionName, Payload, Qualifier, ClientContext, LogType } = parameters
  const invocation: FunctionInvocation = {
    function: functionArn(String(FunctionName ?? ''), request, region),
    payload: payloadText(Payload),
  }
  if (typeof Qualifier === 'string') invocation.qualifier = Qualifier
  if (typeof ClientContext === 'string') invocation.clientContext = ClientContext
  if (LogType === 'Tail') invocation.wantsLogTail = true
  return invocation
}

/** AWS: a string that holds JSON is the payload itself, not a string in it; null is no payload at all. */
function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}'
  return typeof payload === 'string' && isJson(payload) ? payload : JSON.stringify(payload)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A name is a function of the account whose role the task has; policies name functions by their ARNs. */
function functionArn(name: string, request: TaskRequest, ownRegion: string): string {
  if (name.startsWith('arn:')) return name
  const region = request.executionArn.split(':')[3] || ownRegion
  const account = request.roleArn.split(':')[4] ?? ''
  const partial = /^(\d{12}):function:(.+)$/.exec(name)
  if (partial) return `arn:${partitionOf(region)}:lambda:${region}:${partial[1]}:function:${partial[2]}`
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`
}

function failureOf(result: FunctionRefusal): Failure
function failureOf(result: FunctionResult): Failure | undefined
function failureOf(result: FunctionResult): Failure | undefined {
  if (result.outcome === 'refused') {
    // AWS: errors that the Lambda API models keep their names, all others go under the client's own.
    const error = unmodelled.has(result.code) ? 'Lambda.AWSLambdaException' : `Lambda.${result.code}`
    return { error, cause: optimizedCause('AWSLambda', result) }
  }
  if (result.functionError === undefined) return undefined
  const error = errorTypeOf(result.payload)
  if (error !== undefined) return { error, cause: result.payload }
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${result.payload}`
  return { error: 'Lambda.Unknown', cause }
}

/** Errors of AWS's front end, which no API models. */
const unmodelled = new Set(['AccessDeniedException', 'ValidationException'])

/** The function's own error type, if its runtime told any. */
function errorTypeOf(payload: string): string | undefined {
  try {
    const failure = JSON.parse(payload) as Json
    const type = isJsonObject(failure) ? failure['errorType'] : undefined
    return typeof type === 'string' && type !== '' ? type : undefined
  } catch {
    return undefined
  }
}

/** What a function returned; what is no JSON is text, as it is for AWS. `text` keeps the spelling of numbers. */
function parseAnswer(payload: string): { output: Json; text: string } {
  if (payload === '') return { output: null, text: 'null' }
  try {
    return { output: JSON.parse(payload) as Json, text: payload }
  } catch {
    return { output: payload, text: JSON.stringify(payload) }
  }
}

/** What the API answers, as the task's output and as the text of it. */
function answerOf(result: Returned, now: number, status: number): { output: JsonObject; text: string } {
  const { payload, executedVersion, requestId, logTail } = result
  const length = String(Buffer.byteLength(payload))
  const headers: [string, string][] = [
    ...(executedVersion === '' ? [] : [['X-Amz-Executed-Version', executedVersion] as [string, string]]),
    ['x-amzn-Remapped-Content-Length', '0'],
    ['Connection', 'keep-alive'],
    ['x-amzn-RequestId', requestId],
    ...(logTail === undefined ? [] : [['X-Amz-Log-Result', logTail] as [string, string]]),
    ['Content-Length', length],
    ['Date', new Date(now).toUTCString()],
    ['X-Amzn-Trace-Id', traceId(requestId, now)],
    ['Content-Type', 'application/json'],
  ]
  const returned = status === 200 ? parseAnswer(payload) : { output: '', text: '""' }
  const output: JsonObject = {
    ...(executedVersion === '' ? {} : { ExecutedVersion: executedVersion }),
    ...(logTail === undefined ? {} : { LogResult: logTail }),
    Payload: returned.output,
    ...sdkMetadata({ requestId, status, headers }),
    StatusCode: status,
  }
  const members = Object.entries(output).map(
    ([name, value]) => `"${name}":${name === 'Payload' ? withoutSpaces(returned.text) : JSON.stringify(value)}`,
  )
  return { output, text: `{${members.join(',')}}` }
}

function answered({ task, token }: TaskRequest, { output, text }: { output: JsonObject; text: string }): TaskReport {
  return token === undefined ? { type: 'TaskSucceeded', task, output, outputText: text } : { type: 'TaskSubmitted', task, output }
}

function traceId(requestId: string, now: number): string {
  const digits = requestId.replaceAll('-', '').padEnd(32, '0')
  const seconds = Math.floor(now / 1000)
  return `Root=1-${seconds.toString(16).padStart(8, '0')}-${digits.slice(0, 24)};Parent=${digits.slice(16, 32)};Sampled=0`
}
