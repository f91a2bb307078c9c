import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { Clock } from '../ports/clock.ts'
import type {
  Authorizer,
  FunctionInvocation,
  FunctionInvoker,
  FunctionResult,
  TaskReport,
  TaskRequest,
  TaskRunner,
} from '../ports/tasks.ts'
import { sdkMetadata, serviceCause } from './sdk-metadata.ts'

const integration = 'arn:aws:states:::lambda:invoke'

/** Functions: by bare ARN, whose answer is the task's output, and by `lambda:invoke`, whose output is what the API answers. */
export function lambdaConnector(deps: { invoker: FunctionInvoker; authorizer: Authorizer; clock: Clock; region: string }): TaskRunner {
  const { invoker, authorizer, clock } = deps

  const invoke = async (request: TaskRequest, invocation: FunctionInvocation, signal: AbortSignal): Promise<FunctionResult> => {
    const denial = authorizer.authorize({ principalArn: request.roleArn, action: 'lambda:InvokeFunction', resource: invocation.function })
    const requestId = request.idempotencyToken
    if (!denial.allowed) return { outcome: 'refused', code: 'AccessDeniedException', message: denial.message, status: 403, requestId }
    return invoker.invoke({ ...invocation, requestId }, signal)
  }

  const runBare = async (request: TaskRequest, signal: AbortSignal): Promise<TaskReport> => {
    const payload = request.inputText ?? JSON.stringify(request.input)
    const result = await invoke(request, { function: request.resource, payload }, signal)
    const failure = failureOf(request, result)
    if (failure) return failure
    const { payload: answer } = result as Returned
    const { task } = request
    return { type: 'TaskSucceeded', task, output: parseAnswer(answer), ...(answer === '' ? {} : { outputText: answer }) }
  }

  const runIntegration = async (request: TaskRequest, signal: AbortSignal): Promise<TaskReport> => {
    const parameters = isJsonObject(request.input) ? request.input : {}
    const invocation = invocationOf(parameters, request, deps.region)
    if (parameters['InvocationType'] === 'Event') return runLater(request, invocation)
    const result = await invoke(request, invocation, signal)
    const failure = failureOf(request, result)
    if (failure) return failure
    const output = answerOf(result as Returned, clock.now(), 200)
    return { type: request.token === undefined ? 'TaskSucceeded' : 'TaskSubmitted', task: request.task, output }
  }

  /** InvocationType Event: accepted at once, and whatever becomes of it is not the task's business. */
  const runLater = async (request: TaskRequest, invocation: FunctionInvocation): Promise<TaskReport> => {
    const running = invoke(request, invocation, new AbortController().signal)
    const atOnce = await Promise.race([running.catch(() => undefined), new Promise<undefined>(resolve => setImmediate(resolve, undefined))])
    const failure = atOnce?.outcome === 'refused' ? failureOf(request, atOnce) : undefined
    if (failure) return failure
    const accepted = { outcome: 'returned', payload: '', executedVersion: '', requestId: request.idempotencyToken } as const
    const output = answerOf(accepted, clock.now(), 202)
    return { type: request.token === undefined ? 'TaskSucceeded' : 'TaskSubmitted', task: request.task, output }
  }

  return {
    claims: resource => resource === integration || resource === `${integration}.waitForTaskToken` || isFunction(resource),
    run(request, report, signal) {
      const running = isFunction(request.resource) ? runBare(request, signal) : runIntegration(request, signal)
      running.then(report, (error: unknown) => {
        const cause = error instanceof Error ? error.message : String(error)
        report({ type: 'TaskFailed', task: request.task, error: 'Lambda.SdkClientException', cause })
      })
    },
  }
}

type Returned = Extract<FunctionResult, { outcome: 'returned' }>

/** `arn:aws:lambda:us-east-1:123456789012:function:name` */
function isFunction(resource: string): boolean {
  return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/.test(resource)
}

function invocationOf(parameters: JsonObject, request: TaskRequest, region: string): FunctionInvocation {
  const { FunctionName, Payload, Qualifier, ClientContext, LogType } = parameters
  const invocation: FunctionInvocation = {
    function: functionArn(String(FunctionName ?? ''), request, region),
    payload: Payload === undefined ? '{}' : JSON.stringify(Payload),
  }
  if (typeof Qualifier === 'string') invocation.qualifier = Qualifier
  if (typeof ClientContext === 'string') invocation.clientContext = ClientContext
  if (LogType === 'Tail') invocation.wantsLogTail = true
  return invocation
}

/** A name is a function of the account whose role the task has; policies name functions by their ARNs. */
function functionArn(name: string, request: TaskRequest, ownRegion: string): string {
  if (name.startsWith('arn:')) return name
  const region = request.executionArn.split(':')[3] || ownRegion
  const account = request.roleArn.split(':')[4] ?? ''
  const partial = /^(\d{12}):function:(.+)$/.exec(name)
  if (partial) return `arn:aws:lambda:${region}:${partial[1]}:function:${partial[2]}`
  return `arn:aws:lambda:${region}:${account}:function:${name}`
}

function failureOf({ task }: TaskRequest, result: FunctionResult): TaskReport | undefined {
  if (result.outcome === 'refused') {
    // AWS: errors that the Lambda API models keep their names, all others go under the client's own.
    const error = result.code === 'AccessDeniedException' ? 'Lambda.AWSLambdaException' : `Lambda.${result.code}`
    return { type: 'TaskFailed', task, error, cause: serviceCause('AWSLambda', result, result.requestId) }
  }
  if (result.functionError === undefined) return undefined
  return { type: 'TaskFailed', task, error: errorTypeOf(result.payload), cause: result.payload }
}

/** AWS: the function's own error type; `Lambda.Unknown` when the runtime did not say. */
function errorTypeOf(payload: string): string {
  try {
    const failure = JSON.parse(payload) as Json
    const type = isJsonObject(failure) ? failure['errorType'] : undefined
    return typeof type === 'string' && type !== '' ? type : 'Lambda.Unknown'
  } catch {
    return 'Lambda.Unknown'
  }
}

function parseAnswer(payload: string): Json {
  return payload === '' ? null : JSON.parse(payload)
}

function answerOf(result: Returned, now: number, status: number): JsonObject {
  const { payload, executedVersion, requestId, logTail } = result
  const length = String(Buffer.byteLength(payload))
  const headers: [string, string][] = [
    ...(executedVersion === '' ? [] : [['X-Amz-Executed-Version', executedVersion] as [string, string]]),
    ['x-amzn-Remapped-Content-Length', '0'],
    ['Connection', 'keep-alive'],
    ['x-amzn-RequestId', requestId],
    ['Content-Length', length],
    ['Date', new Date(now).toUTCString()],
    ['X-Amzn-Trace-Id', traceId(requestId, now)],
    ['Content-Type', 'application/json'],
  ]
  return {
    ...(executedVersion === '' ? {} : { ExecutedVersion: executedVersion }),
    ...(logTail === undefined ? {} : { LogResult: logTail }),
    Payload: status === 202 ? '' : parseAnswer(payload),
    ...sdkMetadata(requestId, status, headers),
    StatusCode: status,
  }
}

function traceId(requestId: string, now: number): string {
  const digits = requestId.replaceAll('-', '').padEnd(32, '0')
  const seconds = Math.floor(now / 1000)
  return `Root=1-${seconds.toString(16).padStart(8, '0')}-${digits.slice(0, 24)};Parent=${digits.slice(16, 32)};Sampled=0`
}
