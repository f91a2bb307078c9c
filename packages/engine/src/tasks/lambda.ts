import { compactText, Datum, isJsonObject, type Json, type JsonObject, memberText, parseJson, putMember } from '@pasos/asl'
import {
  findIntegration,
  functionFailure,
  invokePayload,
  optimizedFailure,
  parseResource,
  refusedChoice,
  sdkMetadata,
} from '@pasos/integrations'
import type {
  Authorizer,
  FunctionAcceptor,
  FunctionApi,
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
  api: FunctionApi
  region: string
}): TaskRunner {
  const { invoker, acceptor, authorizer, api } = deps

  const denial = (request: TaskRequest, { function: resource }: FunctionInvocation): FunctionRefusal | undefined => {
    const decision = authorizer.authorize({ principalArn: request.roleArn, action: 'lambda:InvokeFunction', resource })
    if (decision.allowed) return undefined
    const { message } = decision
    return { outcome: 'refused', code: 'AccessDeniedException', message, status: 403, requestId: request.idempotencyToken }
  }

  const invoke = async (request: TaskRequest, invocation: FunctionInvocation, signal: AbortSignal): Promise<FunctionResult> =>
    denial(request, invocation) ?? invoker.invoke({ ...invocation, ...idsOf(request) }, signal)

  /** A name is a function of the account whose role the task has; policies name functions by their ARNs. */
  const functionArn = (name: Json | undefined, { roleArn, executionArn }: TaskRequest): string =>
    api.arnOf(String(name ?? ''), { accountId: roleArn.split(':')[4] ?? '', region: executionArn.split(':')[3] || deps.region })

  /** What the API answers, as the task's output and as the text of it. */
  const answerOf = (result: Returned, status: number): { output: JsonObject; text: string } => {
    const { payload, executedVersion, requestId, logTail } = result
    const returned = status === 200 ? parseAnswer(payload) : { output: '', text: '""' }
    const output: JsonObject = {
      ...(executedVersion === '' ? {} : { ExecutedVersion: executedVersion }),
      ...(logTail === undefined ? {} : { LogResult: logTail }),
      Payload: returned.output,
      ...sdkMetadata({ requestId, status, headers: api.headers(result) }),
      StatusCode: status,
    }
    putMember(output, 'Payload', new Datum(returned.output, returned.text).member)
    const members = Object.entries(output).map(
      ([name, value]) => `"${name}":${name === 'Payload' ? compactText(returned.text) : JSON.stringify(value)}`,
    )
    return { output, text: `{${members.join(',')}}` }
  }

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
    const invocation = invocationOf(parameters, functionArn(parameters['FunctionName'], request))
    const type = parameters['InvocationType']
    const refused = refusedChoice(parameters)
    if (refused) return callFailed(request, failureOf({ outcome: 'refused', ...refused, requestId: request.idempotencyToken }))
    if (type === 'Event' || type === 'DryRun') return hand(request, invocation, type)
    const result = await invoke(request, invocation, signal)
    const failure = failureOf(result)
    // AWS: what the function said comes back through the integration's own JSON, so its spaces are gone.
    if (failure !== undefined) {
      return callFailed(request, result.outcome === 'refused' ? failure : { ...failure, cause: compactText(failure.cause) })
    }
    return answered(request, answerOf(result as Returned, 200))
  }

  /** Accepted at once, and whatever becomes of an event is not the task's business. */
  const hand = async (request: TaskRequest, invocation: FunctionInvocation, type: 'Event' | 'DryRun'): Promise<TaskReport> => {
    const result = denial(request, invocation) ?? (await acceptor.accept({ ...invocation, ...idsOf(request) }, type))
    const requestId = request.idempotencyToken
    const nothing = { outcome: 'returned', payload: '', executedVersion: '', requestId } as const
    if (result.outcome === 'accepted') return answered(request, answerOf(nothing, type === 'Event' ? 202 : 204))
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

function idsOf({ idempotencyToken, traceHeader }: TaskRequest): Pick<FunctionInvocation, 'requestId' | 'traceHeader'> {
  return traceHeader === undefined ? { requestId: idempotencyToken } : { requestId: idempotencyToken, traceHeader }
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

function invocationOf(parameters: JsonObject, arn: string): FunctionInvocation {
  const { Payload, Qualifier, ClientContext, LogType } = parameters
  const invocation: FunctionInvocation = {
    function: arn,
    // A number alone is the payload as it was written.
    payload: typeof Payload === 'number' ? memberText(parameters, 'Payload') : invokePayload(Payload),
  }
  if (typeof Qualifier === 'string') invocation.qualifier = Qualifier
  if (typeof ClientContext === 'string') invocation.clientContext = ClientContext
  if (LogType === 'Tail') invocation.wantsLogTail = true
  return invocation
}

function failureOf(result: FunctionRefusal): Failure
function failureOf(result: FunctionResult): Failure | undefined
function failureOf(result: FunctionResult): Failure | undefined {
  if (result.outcome === 'refused') {
    // What Lambda's front end refuses is in no model of the API.
    const { code } = result
    return optimizedFailure(integration.service, { ...result, shape: code in frontEnd ? undefined : code })
  }
  return result.functionError === undefined ? undefined : functionFailure(result.payload)
}

const integration = findIntegration('lambda', 'invoke')!
const frontEnd = { AccessDeniedException: true, ValidationException: true }

/** What a function returned; what is no JSON is text, as it is for AWS. `text` keeps the spelling of numbers. */
function parseAnswer(payload: string): { output: Json; text: string } {
  if (payload === '') return { output: null, text: 'null' }
  try {
    return { output: parseJson(payload), text: payload }
  } catch {
    return { output: payload, text: JSON.stringify(payload) }
  }
}

function answered({ task, token }: TaskRequest, { output, text }: { output: JsonObject; text: string }): TaskReport {
  return token === undefined ? { type: 'TaskSucceeded', task, output, outputText: text } : { type: 'TaskSubmitted', task, output }
}
