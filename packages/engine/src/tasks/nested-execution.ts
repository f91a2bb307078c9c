import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { optimizedCause, type Pattern, parseResource, sdkMetadata } from '@pasos/integrations'
import type { Clock } from '../ports/clock.ts'
import type { NestedRefusal, NestedStart, NestedStarted, NestedStarter } from '../ports/nested.ts'
import type { ExecutionRecord, Runtime } from '../ports/runtime.ts'
import { EngineClosing, type Reporter, type TaskEffects, type TaskReport, type TaskRequest, type TaskRunner } from '../ports/tasks.ts'
import { callFailed } from './submit-failure.ts'

/** `states:startExecution`: fire and forget, `.sync` (output as text), `.sync:2` (as JSON) and `.waitForTaskToken`. */
export function nestedExecutionConnector(deps: {
  starter: NestedStarter
  runtime: Pick<Runtime, 'ended' | 'stop'>
  clock: Clock
}): TaskRunner {
  const { starter, runtime, clock } = deps

  const run = async (request: TaskRequest, report: Reporter, signal: AbortSignal): Promise<void> => {
    const { task } = request
    const mode = modeOf(request.resource)
    const submitted = request.submitted === undefined ? await submit(request) : { output: request.submitted }
    if ('failure' in submitted) {
      report(submitted.failure)
      return
    }
    const { output: accepted, effects } = submitted
    if (mode === 'RR') {
      report({ type: 'TaskSucceeded', task, output: accepted }, effects)
      return
    }
    if (request.submitted === undefined) report({ type: 'TaskSubmitted', task, output: accepted }, effects)
    if (mode === 'waitForTaskToken') return
    const child = String((accepted as JsonObject)['ExecutionArn'])
    const stopChild = (): void => {
      // Best effort, as on AWS: an execution that the role may not stop goes on.
      const mayStop = starter.refuse('states:StopExecution', request.roleArn, child) === undefined
      if (mayStop && !(signal.reason instanceof EngineClosing)) void runtime.stop(child, {}).catch(() => undefined)
    }
    if (signal.aborted) stopChild()
    else signal.addEventListener('abort', stopChild, { once: true })
    const record = await runtime.ended(child)
    signal.removeEventListener('abort', stopChild)
    const refusal = starter.refuse('states:DescribeExecution', request.roleArn, child)
    report(refusal === undefined ? endOf(task, record, mode === 'sync:2') : { type: 'TaskFailed', task, ...failureOf(request, refusal) })
  }

  const submit = async (request: TaskRequest): Promise<{ output: Json; effects?: TaskEffects | undefined } | { failure: TaskReport }> => {
    const requestId = request.idempotencyToken
    let result: NestedStarted
    try {
      result = await starter.start(nestedStart(request))
    } catch (error) {
      return { failure: callFailed(request, clientFailure(error)) }
    }
    if (result.outcome === 'refused') return { failure: callFailed(request, failureOf(request, result)) }
    const { executionArn, startDate, effects } = result
    const length = `{"executionArn":"${executionArn}","startDate":${javaSeconds(startDate)}}`.length
    const metadata = sdkMetadata({
      requestId,
      status: 200,
      headers: [
        ['x-amzn-RequestId', requestId],
        ['connection', 'keep-alive'],
        ['Content-Length', String(length)],
        ['Date', new Date(clock.now()).toUTCString()],
        ['Content-Type', 'application/x-amz-json-1.0'],
      ],
    })
    return { output: { ExecutionArn: executionArn, ...metadata, StartDate: startDate }, effects }
  }

  return {
    claims: resource => modeOf(resource) !== undefined,
    run(request, report, signal) {
      run(request, report, signal).catch((error: unknown) => {
        report({ type: 'TaskFailed', task: request.task, ...clientFailure(error) })
      })
    },
  }
}

/** AWS answers dates as Java writes doubles: 1.726059600123E9. */
function javaSeconds(milliseconds: number): string {
  const digits = String(milliseconds)
  return `${digits.charAt(0)}.${digits.slice(1).replace(/0+$/, '') || '0'}E${digits.length - 4}`
}

/** How `states:startExecution` waits; nothing for other resources. */
function modeOf(resource: string): Pattern | undefined {
  const parsed = parseResource(resource)
  return parsed.kind === 'service' && parsed.resourceType === 'states' && parsed.action === 'startExecution' ? parsed.pattern : undefined
}

function nestedStart({ input, roleArn, executionArn, idempotencyToken }: TaskRequest): NestedStart {
  const parameters = isJsonObject(input) ? input : {}
  const { StateMachineArn, Name, Input, TraceHeader } = parameters
  const start: NestedStart = {
    stateMachineArn: typeof StateMachineArn === 'string' ? StateMachineArn : '',
    parentExecutionArn: executionArn,
    roleArn,
    idempotencyToken,
  }
  if (typeof Name === 'string') start.name = Name
  if (typeof TraceHeader === 'string') start.traceHeader = TraceHeader
  // AWS: a string is the input's text; anything else becomes JSON.
  if (Input !== undefined && Input !== null) start.input = typeof Input === 'string' ? Input : JSON.stringify(Input)
  return start
}

function failureOf({ idempotencyToken: requestId }: TaskRequest, refusal: NestedRefusal): { error: string; cause: string } {
  return { error: errorName(refusal.code), cause: optimizedCause('AWSStepFunctions', { ...refusal, requestId }) }
}

/** Nobody answered. */
function clientFailure(error: unknown): { error: string; cause: string } {
  return { error: 'StepFunctions.SdkClientException', cause: error instanceof Error ? error.message : String(error) }
}

/** AWS: modelled errors end in `Exception` whatever the API calls them; a refusal by IAM goes under the client's own name. */
function errorName(code: string): string {
  if (code === 'AccessDeniedException') return 'StepFunctions.AWSStepFunctionsException'
  return `StepFunctions.${code.endsWith('Exception') ? code : `${code}Exception`}`
}

function endOf(task: number, record: ExecutionRecord | undefined, asJson: boolean): TaskReport {
  if (record?.status === 'SUCCEEDED') return { type: 'TaskSucceeded', task, output: description(record, asJson) }
  const cause = record === undefined ? 'The execution does not exist any more.' : JSON.stringify(description(record, asJson))
  return { type: 'TaskFailed', task, error: 'States.TaskFailed', cause }
}

/** DescribeExecution's answer as the integration shows it. Dates are epoch milliseconds. */
function description(record: ExecutionRecord, asJson: boolean): JsonObject {
  const shown = (text: string): Json => (asJson ? JSON.parse(text) : text)
  const isDone = record.status === 'SUCCEEDED'
  return {
    ...(record.cause === undefined ? {} : { Cause: record.cause }),
    ...(record.error === undefined ? {} : { Error: record.error }),
    ExecutionArn: record.executionArn,
    Input: shown(record.input),
    InputDetails: { Included: true },
    Name: record.name,
    ...(record.output === undefined ? {} : { Output: shown(record.output), OutputDetails: { Included: true } }),
    RedriveCount: record.redriveCount,
    RedriveStatus: isDone ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(isDone ? { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' } : {}),
    StartDate: record.startDate,
    StateMachineArn: record.stateMachineArn,
    Status: record.status,
    ...(record.stopDate === undefined ? {} : { StopDate: record.stopDate }),
  }
}
