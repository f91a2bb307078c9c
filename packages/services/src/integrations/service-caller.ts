import type { JsonObject } from '@pasos/asl'
import type { Catalog, DataWrite, Ids, ServiceCaller, TaskEffects } from '@pasos/engine'
import {
  type Caller,
  createLocalCalls,
  type DeferredWrites,
  type DispatcherOptions,
  type LocalCall,
  type ServiceOperations,
} from '@pasos/wire'
import type { Service } from '../declaration/service.ts'
import { sessionName } from '../iam/authorizer.ts'
import { assumedRoleArn } from '../iam/iam-arn.ts'
import { findRoleByArn, parseRoleArn } from '../iam/role-record.ts'

export interface ServiceCallerDependencies {
  /** What is served, as declared and as it runs. */
  services: readonly Service[]
  operations(): readonly ServiceOperations[]
  authorizeCaller: NonNullable<DispatcherOptions['authorizeCaller']>
  catalog: Catalog
  ids: Ids
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** Calls the server's own services for tasks, each as a session of the task's role. */
export function createServiceCaller(deps: ServiceCallerDependencies): ServiceCaller {
  const { authorizeCaller, logger } = deps
  const scopes = new Map(deps.services.map(({ scope, sdkName }) => [sdkName ?? scope, scope]))
  let calls: ReturnType<typeof createLocalCalls> | undefined

  return {
    serves: service => scopes.has(service),
    async call({ service, roleArn, ...rest }, signal) {
      const left = leftWrites()
      const call: LocalCall = {
        ...rest,
        deferred: left.deferred,
        scope: scopes.get(service) ?? service,
        caller: sessionOf(deps, roleArn),
        signal,
      }
      // Made at the first call: the connectors that call are themselves something a service stands on.
      calls ??= createLocalCalls({ services: deps.operations(), authorizeCaller, logger })
      const answer = await calls(call)
      const effects = left.effects()
      if (answer.outcome === 'refused') {
        effects?.settle(false)
        return answer
      }
      return { outcome: 'answered', output: answer.output as JsonObject, ...(effects && { effects }) }
    },
  }
}

/** Collects what operations leave to be written. */
function leftWrites(): { deferred: DeferredWrites; effects(): TaskEffects | undefined } {
  const writes: DataWrite[] = []
  const settles: ((committed: boolean) => void)[] = []
  return {
    deferred: {
      add(more, settle) {
        writes.push(...(more as readonly DataWrite[]))
        settles.push(settle)
      },
    },
    effects: () =>
      settles.length === 0
        ? undefined
        : {
            writes,
            settle: committed => {
              for (const settle of settles) settle(committed)
            },
          },
  }
}

/** Step Functions assumes the role under a name it makes up. */
function sessionOf({ catalog, ids }: ServiceCallerDependencies, roleArn: string): Caller {
  const { accountId = '', roleName = '' } = parseRoleArn(roleArn) ?? {}
  const session = sessionName(ids)
  return {
    accountId,
    accessKeyId: '',
    arn: assumedRoleArn(roleArn, { accountId, roleName }, session),
    userId: `${findRoleByArn(catalog, roleArn)?.roleId ?? ''}:${session}`,
  }
}
