import { type HistoryEvent, isJsonObject, type JsonObject } from '@pasos/asl'
import type { ExecutionSummary } from '@pasos/engine'
import { functionNameOf } from '@pasos/integrations'
import { attributesOf, nanoseconds, type Span } from './span.ts'
import { eventSpanId, executionSpanId, type TraceContext, traceOf } from './trace-context.ts'

/** What has begun and not yet ended. */
interface Open {
  event: HistoryEvent
  parent: Open | undefined
  span: Omit<Span, 'endTimeUnixNano' | 'status'>
  endedAt?: number
  /** The states in it, at any depth, by the type of the event that entered them. */
  within: Map<string, Entered>
}

/** States of one type in the order in which they were entered; those before `next` have ended. */
interface Entered {
  states: Open[]
  next: number
}

const SCHEDULED = /^(?:LambdaFunction|Activity|Task)Scheduled$/
const TASK_ENDED = /^(?:LambdaFunction|Activity|Task)(?:Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/
const EXECUTION_BEGAN = /^Execution(?:Started|Redriven)$/
const EXECUTION_ENDED = /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/

export function endsExecution({ type }: HistoryEvent): boolean {
  return EXECUTION_ENDED.test(type)
}

/**
 * Makes spans of a history that is given event after event: the execution, in it its states, in those their tasks, one for each attempt.
 * No inputs and no outputs: of a failure its name. After a redrive what came before it is told again, under the same ids.
 */
export function spansOf(execution: ExecutionSummary, parent?: TraceContext): { add(event: HistoryEvent): Span[]; end(): Span[] } {
  const { executionArn } = execution
  const { traceId, parentSpanId } = traceOf(execution)
  const open = new Map<number, Open>()
  /** The innermost that was open after an event. */
  const after = new Map<number, Open | undefined>()
  let began: HistoryEvent | undefined
  let redrives = 0
  let last: HistoryEvent | undefined

  function begin(event: HistoryEvent, above: Open | undefined, what: Pick<Span, 'name' | 'kind' | 'attributes'>): Open {
    const begun: Open = {
      event,
      parent: above,
      span: {
        traceId,
        spanId: eventSpanId(executionArn, event.id),
        parentSpanId: above?.span.spanId ?? executionSpanId({ executionArn, redriveCount: redrives }),
        ...what,
        startTimeUnixNano: nanoseconds(event.timestamp),
      },
      within: new Map(),
    }
    open.set(event.id, begun)
    return begun
  }

  function finish(done: Open, at: number, failure: string | undefined): Span {
    done.endedAt = at
    open.delete(done.event.id)
    return { ...done.span, endTimeUnixNano: nanoseconds(at), status: statusOf(failure) }
  }

  /** What nobody ended has ended with what it is part of; outer ones come first. */
  function abandon(at: number): Span[] {
    return [...open.values()].map(left => finish(left, left.parent?.endedAt ?? at, 'abandoned'))
  }

  function executionSpan(from: HistoryEvent, to: HistoryEvent): Span {
    const links = parent === undefined ? undefined : [{ ...parent, attributes: attributesOf({ 'pasos.link': 'map run' }) }]
    return {
      traceId,
      spanId: executionSpanId({ executionArn, redriveCount: redrives }),
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name: execution.name,
      kind: 2,
      startTimeUnixNano: nanoseconds(from.timestamp),
      endTimeUnixNano: nanoseconds(to.timestamp),
      attributes: attributesOf({
        'aws.step_functions.execution.arn': executionArn,
        'aws.step_functions.state_machine.arn': execution.stateMachineArn,
        'pasos.execution.type': execution.type,
        'pasos.execution.status': statusName(to),
        'pasos.execution.redrive_count': redrives,
      }),
      status: statusOf(to.type === 'ExecutionSucceeded' ? undefined : (failureOf(to) ?? statusName(to))),
      ...(links === undefined ? {} : { links }),
    }
  }

  function ended(event: HistoryEvent): Span[] {
    const spans = [...abandon(event.timestamp), ...(began === undefined ? [] : [executionSpan(began, event)])]
    began = undefined
    return spans
  }

  return {
    add(event) {
      const inner = after.get(event.previousEventId)
      last = event
      if (EXECUTION_BEGAN.test(event.type)) {
        if (event.type === 'ExecutionRedriven') redrives++
        began = event
        return []
      }
      if (EXECUTION_ENDED.test(event.type)) return ended(event)
      if (event.type.endsWith('StateEntered')) {
        after.set(event.id, noteWithin(event.type, begin(event, inner, stateOf(event))))
        return []
      }
      if (SCHEDULED.test(event.type)) {
        after.set(event.id, begin(event, inner, taskOf(event)))
        return []
      }
      const done = event.type.endsWith('StateAborted') ? cutOff(event, inner) : doneBy(event, inner)
      after.set(event.id, done === undefined ? inner : done.parent)
      if (done === undefined || done.endedAt !== undefined) return []
      const isWell = /(?:Exited|Succeeded)$/.test(event.type)
      return [finish(done, event.timestamp, isWell ? undefined : (failureOf(event) ?? event.type))]
    },
    end: () => (last === undefined || began === undefined ? [] : ended(last)),
  }
}

/** What an event ends, of the innermost that was open and what that is in. */
function doneBy({ type }: HistoryEvent, inner: Open | undefined): Open | undefined {
  const isTask = inner !== undefined && SCHEDULED.test(inner.event.type)
  if (TASK_ENDED.test(type)) return isTask ? inner : undefined
  if (!type.endsWith('StateExited')) return undefined
  return isTask ? inner.parent : inner
}

/** A branch may have thousands beside it: whoever looks for one that is cut off asks the owner, not all that are open. */
function noteWithin(type: string, state: Open): Open {
  for (let owner = state.parent; owner !== undefined; owner = owner.parent) {
    const entered = owner.within.get(type)
    if (entered === undefined) owner.within.set(type, { states: [state], next: 0 })
    else entered.states.push(state)
  }
  return state
}

/** AWS names no state, and what a failing branch of a Parallel cuts off follows the failure: it is one of that type in another branch. */
function cutOff({ type }: HistoryEvent, inner: Open | undefined): Open | undefined {
  const near = inner !== undefined && SCHEDULED.test(inner.event.type) ? inner.parent : inner
  const entered = type.replace('Aborted', 'Entered')
  if (near === undefined || (near.endedAt === undefined && near.event.type === entered)) return near
  for (let owner = near.parent; owner !== undefined; owner = owner.parent) {
    const cut = firstOpen(owner.within.get(entered))
    if (cut !== undefined) return cut
  }
  return undefined
}

function firstOpen(entered: Entered | undefined): Open | undefined {
  if (entered === undefined) return undefined
  while (entered.states[entered.next]?.endedAt !== undefined) entered.next++
  return entered.states[entered.next]
}

function statusOf(failure: string | undefined): Span['status'] {
  return failure === undefined ? { code: 1 } : { code: 2, message: failure }
}

/** `SUCCEEDED`, `TIMED_OUT` … */
function statusName({ type }: HistoryEvent): string {
  return type.replace('Execution', '').replace('TimedOut', 'TIMED_OUT').toUpperCase()
}

function detailsOf(event: HistoryEvent): JsonObject {
  const found = Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1]
  return isJsonObject(found) ? found : {}
}

/** The name of the error; its cause may hold anybody's data. */
function failureOf(event: HistoryEvent): string | undefined {
  const { error } = detailsOf(event)
  return typeof error === 'string' ? error : undefined
}

function stateOf(event: HistoryEvent): Pick<Span, 'name' | 'kind' | 'attributes'> {
  const name = String(detailsOf(event)['name'])
  const type = event.type.replace('StateEntered', '')
  return { name, kind: 1, attributes: attributesOf({ 'pasos.state.name': name, 'pasos.state.type': type }) }
}

function taskOf(event: HistoryEvent): Pick<Span, 'name' | 'kind' | 'attributes'> {
  const { resourceType, resource, region } = detailsOf(event)
  const called = String(resource)
  if (event.type === 'LambdaFunctionScheduled') return functionCall(functionNameOf(called), called)
  if (event.type === 'ActivityScheduled') {
    return { name: called.split(':').at(-1) ?? called, kind: 3, attributes: attributesOf({ 'aws.step_functions.activity.arn': called }) }
  }
  const attributes = { 'rpc.system': 'aws-api', 'rpc.service': String(resourceType), 'rpc.method': called, 'cloud.region': String(region) }
  return { name: `${resourceType}:${called}`, kind: 3, attributes: attributesOf(attributes) }
}

function functionCall(name: string, arn: string): Pick<Span, 'name' | 'kind' | 'attributes'> {
  const attributes = { 'faas.invoked_name': name, 'faas.invoked_provider': 'aws', 'aws.lambda.invoked_arn': arn }
  return { name, kind: 3, attributes: attributesOf(attributes) }
}
