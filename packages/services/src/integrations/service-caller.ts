import type { JsonObject } from '@pasos/asl'
import type { Catalog, Ids, ServiceCaller } from '@pasos/engine'
import { type Caller, createLocalCalls, type LocalCall, type ServiceOperations } from '@pasos/wire'
import { type RoleAuthorizer, sessionName } from '../iam/authorizer.ts'
import { createCallerPermission } from '../iam/caller-permission.ts'
import { findRoleByArn, parseRoleArn } from '../iam/role-record.ts'

export interface ServiceCallerDependencies {
  /** Resolves once the services are made; tasks of a former process may call before. */
  services: Promise<readonly ServiceOperations[]>
  authorizer: RoleAuthorizer
  catalog: Catalog
  ids: Ids
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** The signature's scope of each service by its name in Step Functions' SDK integrations. */
const scopes: Record<string, string> = {
  sfn: 'states',
  lambda: 'lambda',
  iam: 'iam',
  sts: 'sts',
  cloudwatchlogs: 'logs',
}

/** Calls the server's own services for tasks, each as a session of the task's role. */
export function createServiceCaller(deps: ServiceCallerDependencies): ServiceCaller {
  const authorizeCaller = createCallerPermission(deps.authorizer)
  const calls = deps.services.then(services => createLocalCalls({ services, authorizeCaller, logger: deps.logger }))

  return {
    serves: service => Object.hasOwn(scopes, service),
    async call({ service, roleArn, ...rest }, signal) {
      const call: LocalCall = { ...rest, scope: scopes[service] ?? service, caller: sessionOf(deps, roleArn), signal }
      const answer = await (await calls)(call)
      return answer.outcome === 'answered' ? { outcome: 'answered', output: answer.output as JsonObject } : answer
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
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${session}`,
    userId: `${findRoleByArn(catalog, roleArn)?.roleId ?? ''}:${session}`,
  }
}
