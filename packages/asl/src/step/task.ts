import type { DynamicField, TaskState } from '../definition/program.ts'
import { record, whole } from '../history/record.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { RunTask } from '../machine/command.ts'
import { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame, TaskWait } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView, type ViewExtras } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import type { Template } from '../template/template.ts'
import { asNumber, evaluateField, unexpectedType } from './field.ts'
import { effectiveInput, refuseLargeInput } from './leave-state.ts'
import { setTaskTimer } from './timers.ts'

/** What a task is asked to do, evaluated. */
interface TaskRequest {
  input: Datum
  timeoutSeconds: number | undefined
  heartbeatSeconds: number | undefined
  roleArn: string | undefined
}

/** Task: evaluates its request, schedules it and waits for its end. */
export function runTask(run: TurnBuilder, frame: ScopeFrame, state: TaskState, input: Datum): Work | undefined {
  // The task is named after the event that will schedule it: nothing else is written until then.
  const key = run.lastEventId + 1
  const token = state.resource.hasToken ? run.env.taskToken(key) : undefined
  const request = evaluateRequest(run, frame, state, input, { token })
  const refusal = run.env.refuseTask?.(state.resource.arn, request.input.value, state.flow.language)
  if (refusal !== undefined) throw new StatesFailure('States.Runtime', refusal)
  schedule(run, frame, state, request, key, token)
  return undefined
}

function evaluateRequest(run: TurnBuilder, frame: ScopeFrame, state: TaskState, input: Datum, extras: ViewExtras): TaskRequest {
  const { flow } = state
  const effective = flow.language === 'JSONPath' ? effectiveInput(run, frame, flow, input) : input
  const seconds = (field: TaskState['timeout']) =>
    field === undefined ? undefined : asNumber(field, evaluateField(run, frame, field, effective.value, extras))
  const datum = taskInput(run, frame, state, effective, extras)
  run.env.inspector?.stage(flow.language === 'JSONata' ? 'afterArguments' : 'afterParameters', datum.member)
  return {
    input: refuseLargeInput(run, state.name, datum),
    timeoutSeconds: seconds(state.timeout),
    heartbeatSeconds: seconds(state.heartbeat),
    roleArn: roleOf(run, frame, state, effective.value, extras),
  }
}

function taskInput(run: TurnBuilder, frame: ScopeFrame, state: TaskState, effective: Datum, extras: ViewExtras): Datum {
  const { flow } = state
  if (flow.language === 'JSONata') {
    if (flow.arguments === undefined) return effective
    const scope = jsonataScope(run, frame, { input: effective.value }, extras)
    return new Datum(flow.arguments.render(scope, 'Arguments'))
  }
  if (flow.parameters === undefined) return effective
  return new Datum(flow.parameters.render(new ScopeView(run, frame, effective.member, extras), run.env))
}

/** The role of Credentials. A value that is no text must not end in the machine's own role being used. */
function roleOf(run: TurnBuilder, frame: ScopeFrame, state: TaskState, input: Json, extras: ViewExtras): string | undefined {
  const { credentials, flow } = state
  if (credentials === undefined) return undefined
  if (flow.language === 'JSONata') return roleByExpression(run, frame, credentials as DynamicField, input, extras)
  const value = (credentials as Template).render(new ScopeView(run, frame, input, extras), run.env)
  const role = isJsonObject(value) ? value['RoleArn'] : undefined
  if (typeof role === 'string') return role
  throw new StatesFailure('States.Runtime', `The RoleArn field refers to value "${JSON.stringify(role)}" which is not a valid string`)
}

function roleByExpression(run: TurnBuilder, frame: ScopeFrame, field: DynamicField, input: Json, extras: ViewExtras): string {
  const role = evaluateField(run, frame, field, input, extras)
  if (typeof role === 'string') return role
  if (field.kind === 'jsonata') throw unexpectedType(field.text, field.location, 'string', role)
  throw new Error(`The RoleArn of '${run.stateOf(frame).name}' is no text`)
}

function schedule(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: TaskState,
  request: TaskRequest,
  key: number,
  token: string | undefined,
): void {
  writeScheduled(run, frame, state, request)
  const { timeoutSeconds, heartbeatSeconds, roleArn } = request
  const command: RunTask = {
    type: 'RunTask',
    task: key,
    resource: state.resource.arn,
    input: request.input.value,
    stateName: state.name,
  }
  if (state.resource.kind !== 'service') command.inputText = request.input.text
  const wait: TaskWait = { for: 'task', key, hasTimeout: timeoutSeconds !== undefined }
  if (token !== undefined && state.resource.waitsForToken) command.token = token
  if (roleArn !== undefined) command.roleArn = roleArn
  if (timeoutSeconds !== undefined) command.timeoutSeconds = timeoutSeconds
  if (heartbeatSeconds !== undefined) {
    command.heartbeatSeconds = heartbeatSeconds
    wait.heartbeatSeconds = heartbeatSeconds
  }
  frame.wait = wait
  run.commands.push(command)
  if (timeoutSeconds !== undefined) setTaskTimer(run, key, 'timeout', timeoutSeconds)
  // AWS: nobody can send a heartbeat of an activity before a worker has taken the task, so that it counts from then on.
  if (heartbeatSeconds !== undefined && state.resource.kind !== 'activity') setTaskTimer(run, key, 'heartbeat', heartbeatSeconds)
}

/** Functions and services start at once, as far as the history knows; an activity starts when a worker takes it. */
function writeScheduled(run: TurnBuilder, frame: ScopeFrame, state: TaskState, request: TaskRequest): void {
  const { kind, arn, resourceType, resource } = state.resource
  const limits: JsonObject = {}
  if (request.timeoutSeconds !== undefined) limits['timeoutInSeconds'] = request.timeoutSeconds
  if (request.heartbeatSeconds !== undefined) limits['heartbeatInSeconds'] = request.heartbeatSeconds
  const credentials: JsonObject = request.roleArn === undefined ? {} : { taskCredentials: { roleArn: request.roleArn } }
  const { text } = request.input
  switch (kind) {
    case 'activity':
      record(run, frame, 'ActivityScheduled', 'activityScheduledEventDetails', {
        resource: arn,
        input: text,
        inputDetails: whole,
        ...limits,
      })
      return
    case 'function': {
      const { heartbeatInSeconds: _, ...timeout } = limits
      const details = { resource: arn, input: text, inputDetails: whole, ...timeout, ...credentials }
      record(run, frame, 'LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', details)
      record(run, frame, 'LambdaFunctionStarted')
      return
    }
    case 'service': {
      const { region } = run.env
      const details = { resourceType, resource, region, parameters: text, ...limits, ...credentials }
      record(run, frame, 'TaskScheduled', 'taskScheduledEventDetails', details)
      record(run, frame, 'TaskStarted', 'taskStartedEventDetails', { resourceType, resource })
    }
  }
}
