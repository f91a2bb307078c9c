import type { JsonObject } from '@pasos/asl'
import type { Catalog, Ids, ServiceAnswer, ServiceCall, ServiceCaller, TaskEffects } from '@pasos/engine'
import { exceptionName, findService, sdkActions } from '@pasos/models'
import {
  type Caller,
  createCallsAtOnce,
  createLocalCalls,
  type DeferredWrites,
  type DispatcherOptions,
  type LocalAnswer,
  type LocalCall,
  type ServiceOperations,
} from '@pasos/wire'
import type { Service } from '../declaration/service.ts'
import { sessionName } from '../iam/authorizer.ts'
import { assumedRoleArn } from '../iam/iam-arn.ts'
import { findRoleByArn, parseRoleArn, type RoleRecord } from '../iam/role-record.ts'
import { spellDoubles } from './java-doubles.ts'
import { leftWrites } from './left-writes.ts'

/** Calls services that are elsewhere; implemented over HTTP by whoever runs the server. */
export interface Forwarding {
  serves(service: string): boolean
  /** Rejects when nobody answers. */
  call(call: ServiceCall, caller: Caller, signal: AbortSignal): Promise<ServiceAnswer>
}

export interface ServiceCallerDependencies {
  /** What is served, as declared and as it runs. */
  services: readonly Service[]
  operations(): readonly ServiceOperations[]
  authorizeCaller: NonNullable<DispatcherOptions['authorizeCaller']>
  catalog: Catalog
  ids: Ids
  /** Where calls of other services go; without, nowhere. */
  forward?: Forwarding | undefined
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** Calls the server's own services for tasks, each as a session of the task's role, and others where it is said where they are. */
export function createServiceCaller(deps: ServiceCallerDependencies): ServiceCaller {
  const { authorizeCaller, logger, forward } = deps
  const scopes = new Map(deps.services.map(({ scope }) => [findService(scope)?.name ?? scope, scope]))
  let calls: ReturnType<typeof createLocalCalls> | undefined
  let callsAtOnce: ReturnType<typeof createCallsAtOnce> | undefined

  const localCall = (call: ServiceCall, scope: string, signal: AbortSignal, deferred: DeferredWrites): LocalCall => {
    const { operation, input, names, as, region, executionArn, idempotencyToken: requestId } = call
    const local: LocalCall = { scope, operation, input, names, caller: sessionOf(deps, as), region, requestId, signal, deferred }
    if (executionArn !== undefined) local.executionArn = executionArn
    return local
  }

  const callHere = async (call: ServiceCall, scope: string, signal: AbortSignal): Promise<ServiceAnswer> => {
    const left = leftWrites()
    // Made at the first call: the connectors that call are themselves something a service stands on.
    calls ??= createLocalCalls({ services: deps.operations(), authorizeCaller, logger })
    const answer = await calls(localCall(call, scope, signal, left.deferred))
    return answerOf(answer, call, left.effects())
  }

  const callAtOnce = (call: ServiceCall, scope: string): ServiceAnswer | undefined => {
    const left = leftWrites()
    callsAtOnce ??= createCallsAtOnce({ services: deps.operations(), authorizeCaller, logger })
    const answer = callsAtOnce(localCall(call, scope, neverAborted, left.deferred))
    return answer && answerOf(answer, call, left.effects())
  }

  const callThere = async (to: Forwarding, call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer> => {
    const answer = await to.call(call, sessionOf(deps, call.as), signal)
    if (answer.outcome === 'answered') spellDoubles(answer.output, call)
    return answer
  }

  return {
    // A service that is forwarded is so although it could be served: who names it means it.
    reach: service => (forward?.serves(service) ? 'forwarded' : scopes.has(service) ? 'here' : 'nowhere'),
    find(service, action) {
      const head = sdkActions(service)?.includes(action) ? findService(service) : undefined
      return head && { prefix: head.prefix, operation: action.charAt(0).toUpperCase() + action.slice(1) }
    },
    async call(call, signal) {
      if (forward?.serves(call.service)) return callThere(forward, call, signal)
      const scope = scopes.get(call.service)
      if (scope === undefined) throw new Error(`The service ${call.service} is not served here`)
      return callHere(call, scope, signal)
    },
    atOnce(service, operation) {
      const scope = forward?.serves(service) ? undefined : scopes.get(service)
      if (scope === undefined || !deps.services.find(each => each.scope === scope)?.operations[operation]?.leavesWrites) return undefined
      return call => callAtOnce(call, scope)
    },
  }
}

const neverAborted = new AbortController().signal

function answerOf(answer: LocalAnswer, call: ServiceCall, effects: TaskEffects | undefined): ServiceAnswer {
  if (answer.outcome === 'refused') {
    effects?.settle(false)
    return refused(answer, call.idempotencyToken)
  }
  const output = answer.output as JsonObject
  spellDoubles(output, call)
  return effects === undefined
    ? { outcome: 'answered', output, http: answer.http }
    : { outcome: 'answered', output, http: answer.http, effects }
}

function refused({ code, shape, message, status }: Extract<LocalAnswer, { outcome: 'refused' }>, requestId: string): ServiceAnswer {
  const refusal = { code, message, status, requestId, ...(shape === undefined ? {} : { shape }) }
  return { outcome: 'refused', refusal, ...(shape === undefined ? {} : { exception: exceptionName(shape) }) }
}

const sessions = new WeakMap<RoleRecord, Caller>()

/** Step Functions assumes the role under a name it makes up, and keeps the session until the role is changed. */
export function sessionOf(deps: Pick<ServiceCallerDependencies, 'catalog' | 'ids'>, roleArn: string): Caller {
  const role = findRoleByArn(deps.catalog, roleArn)
  const known = role && sessions.get(role)
  if (known !== undefined) return known
  const session = newSession(deps, roleArn, role)
  if (role !== undefined) sessions.set(role, session)
  return session
}

function newSession({ ids }: Pick<ServiceCallerDependencies, 'ids'>, roleArn: string, role: RoleRecord | undefined): Caller {
  const { accountId = '', roleName = '' } = parseRoleArn(roleArn) ?? {}
  const session = sessionName(ids)
  return {
    accountId,
    accessKeyId: '',
    arn: assumedRoleArn(roleArn, { accountId, roleName }, session),
    userId: `${role?.roleId ?? ''}:${session}`,
  }
}
