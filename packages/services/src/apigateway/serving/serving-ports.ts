import type { Catalog, Clock, FunctionInvocation, FunctionResult, Ids, TaskEffects } from '@pasos/engine'
import type { OutgoingHttp, ServiceHost } from '../../declaration/service.ts'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { lambdaService } from '../../lambda/service.ts'
import { type AskingRequest, mayInvokeFunction } from './may-invoke-function.ts'

/** What answering a request to an API stands on. */
export interface ServingPorts {
  catalog: Catalog
  clock: Clock
  ids: Ids
  authorizer: RoleAuthorizer
  outgoing: Pick<OutgoingHttp, 'exchange'>
  caller: ServiceHost['caller']
  invokeFunction(invocation: FunctionInvocation): Promise<FunctionResult>
  /** Whether API Gateway may call the function for this request. */
  mayInvoke(asking: AskingRequest, functionArn: string): boolean
  /** Writes what a call has left to write. */
  commit(effects: TaskEffects): Promise<void>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function servingPorts(host: ServiceHost): ServingPorts {
  const { catalog, data, clock, ids, authorizer, outgoing, caller, logger } = host
  return {
    ...{ catalog, clock, ids, authorizer, outgoing, caller, logger },
    async invokeFunction(invocation) {
      const lambda = await host.neighbour(lambdaService)
      if (!lambda) throw new Error('The service lambda is not served here')
      return lambda.invoker.invoke(invocation)
    },
    mayInvoke: (asking, functionArn) =>
      mayInvokeFunction({ authorizer, policy: lambdaService.resourcePolicy?.(functionArn, catalog) }, asking, functionArn),
    async commit({ writes, settle }) {
      try {
        await data.commit([...writes])
        settle(true)
      } catch (error) {
        settle(false)
        throw error
      }
    },
  }
}
