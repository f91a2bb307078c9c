import { Datum, isJsonObject, type Json, type JsonObject, memberText, putMember, rememberAs } from '@pasos/asl'
import { parseResource, remembered, type TaskFailure, unreachable, withMetadata } from '@pasos/integrations'
import type { Clock } from '../ports/clock.ts'
import type { ServiceAnswer, ServiceCaller } from '../ports/service-caller.ts'
import type { Reporter, TaskEffects, TaskEnd, TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { watchJob } from './job.ts'
import { lookUp } from './look-up.ts'
import { failureOf, type ServiceResource, type ServiceTask, serviceCall, serviceTask } from './service-task.ts'
import { callFailed } from './submit-failure.ts'

/**
 * Every integration that is a call of an AWS API, optimized or through the AWS SDK: request and response, `.waitForTaskToken`, and
 * `.sync`, whose end is asked for with growing pauses until it is there. `ends`: for a service that is here, what resolves once the job
 * that its answer names may have ended.
 */
export function serviceConnector(deps: {
  caller: ServiceCaller
  clock: Clock
  ends?: Readonly<Record<string, (answer: JsonObject) => Promise<unknown>>>
}): TaskRunner {
  const { caller, clock, ends = {} } = deps
  /** By the Resource, of which a machine has few. */
  const findTask = remembered(1_000, (resource): { task: ServiceTask; parsed: ServiceResource } | undefined => {
    const parsed = parseResource(resource)
    const task = parsed.kind === 'service' ? serviceTask(parsed, caller) : undefined
    return task === undefined ? undefined : { task, parsed: parsed as ServiceResource }
  })

  const run = async (request: TaskRequest, report: Reporter, signal: AbortSignal): Promise<void> => {
    const { task, parsed } = findTask(request.resource)!
    const submitted = request.submitted ?? (await submit(task, parsed, request, report, signal))
    if (submitted === undefined) return
    const sync = task.integration?.action.sync
    if (!isJob(parsed) || sync === undefined) return
    const hears = caller.reach(task.service) === 'here' ? ends[task.service] : undefined
    const isJson = parsed.pattern === 'sync:2'
    await watchJob({ caller, clock, task, sync, request, answer: asObject(submitted), isJson, hears, report, signal })
  }

  const submit = async (
    ...[task, parsed, request, report, signal]: [ServiceTask, ServiceResource, TaskRequest, Reporter, AbortSignal]
  ): Promise<Json | undefined> => {
    if (caller.reach(task.service) === 'nowhere') {
      report(callFailed(request, unreachable(task.prefix, notHere(task.service))))
      return undefined
    }
    const hindrance = hindranceOf(task, request)
    if (hindrance !== undefined) {
      report(callFailed(request, hindrance))
      return undefined
    }
    const lookup = task.integration?.action.lookup
    const found = lookup && (await lookUp(caller, task, lookup, request, asObject(request.input), signal))
    if (found && 'error' in found) {
      report(callFailed(request, found))
      return undefined
    }
    const call = serviceCall(task, request, task.operation, requestOf(task, request, found?.id))
    const { told, effects } = outcomeOf(task, parsed, request, await caller.call(call, signal))
    report(told, effects)
    return told.type === 'TaskSubmitted' ? told.output : undefined
  }

  return {
    claims: resource => findTask(resource) !== undefined,
    atOnce(resource) {
      const { task, parsed } = findTask(resource)!
      const call = parsed.pattern === 'RR' ? caller.atOnce?.(task.service, task.operation) : undefined
      if (call === undefined || task.integration?.action.lookup) return undefined
      return request => {
        if (hindranceOf(task, request) !== undefined) return undefined
        const answer = call(serviceCall(task, request, task.operation, requestOf(task, request)))
        if (answer === undefined) return undefined
        try {
          const { told, effects } = outcomeOf(task, parsed, request, answer)
          return { report: told as TaskEnd['report'], effects }
        } catch (thrown) {
          if (answer.outcome === 'answered') answer.effects?.settle(false)
          throw thrown
        }
      }
    },
    run(request, report, signal) {
      run(request, report, signal).catch((error: unknown) => {
        const { prefix } = findTask(request.resource)!.task
        report(callFailed(request, unreachable(prefix, error instanceof Error ? error.message : String(error))))
      })
    },
  }
}

/** Why a call could lead to nothing. */
function hindranceOf({ prefix, integration }: ServiceTask, { input }: TaskRequest): TaskFailure | undefined {
  const unserved = integration?.action.unserved?.(asObject(input))
  if (unserved !== undefined) return unreachable(prefix, unserved)
  const deadEnd = integration?.action.deadEnd?.(asObject(input))
  if (deadEnd === undefined) return undefined
  return unreachable(prefix, `Unable to execute HTTP request: ${deadEnd}: Name or service not known`)
}

/** What the call with which a task begins, and often ends, has come to. */
function outcomeOf(...[task, { pattern }, request, answer]: [ServiceTask, ServiceResource, TaskRequest, ServiceAnswer]): {
  told: TaskReport
  effects?: TaskEffects | undefined
} {
  if (answer.outcome === 'refused') return { told: callFailed(request, failureOf(task, answer)) }
  const failure = task.integration?.action.failure?.(answer.output, pattern)
  // AWS has done what it did: of several entries those that were not refused are delivered.
  if (failure !== undefined) return { told: callFailed(request, failure), effects: answer.effects }
  const output = resultOf(task, request, answer)
  return { told: { type: pattern === 'RR' ? 'TaskSucceeded' : 'TaskSubmitted', task: request.task, output }, effects: answer.effects }
}

function isJob({ pattern }: ServiceResource): boolean {
  return pattern === 'sync' || pattern === 'sync:2'
}

function requestOf({ integration }: ServiceTask, { input, executionArn, stateMachineArn }: TaskRequest, found: Json = null): Json {
  if (integration === undefined || !isJsonObject(input)) return input
  const { request, jsonText = [] } = integration.action
  const asked = request?.(input, { executionArn, stateMachineArn }, found) ?? input
  const others = jsonText.filter(name => typeof (asked[name] ?? '') !== 'string')
  if (others.length === 0) return asked
  const told = { ...asked }
  for (const name of others) told[name] = memberText(asked, name)
  return rememberAs(asked, told)
}

function resultOf(
  { integration }: ServiceTask,
  { input }: TaskRequest,
  answer: Extract<ServiceAnswer, { outcome: 'answered' }>,
): JsonObject {
  if (integration === undefined) return answer.output
  const { action, service } = integration
  const found = action.result?.(answer.output, asObject(input)) ?? answer.output
  const result = (service.hasMetadata ? withMetadata(found, answer.http) : found) as JsonObject
  for (const name of action.jsonResult ?? []) {
    const text = result[name]
    // What a model answers is JSON, mostly.
    if (typeof text === 'string') putMember(result, name, Datum.read(text).member)
  }
  return result
}

/** Ours: AWS is everywhere. */
function notHere(service: string): string {
  return (
    `Unable to execute HTTP request: the service ${service} is not served here. ` +
    `Say where it is when the server starts: --forward ${service}=URL, or --forward ${service}=aws`
  )
}

function asObject(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
