import type { Catalog, Ids } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { sessionOf } from '../integrations/service-caller.ts'

type Call = Pick<OperationContext, 'service' | 'operation' | 'accountId' | 'region'>

/** What a service does as a role that it has assumed, as a call of its API would be. */
export function roleCaller({ catalog, ids }: { catalog: Catalog; ids: Ids }, roleArn: string, call: Call): OperationContext {
  return { ...call, requestId: ids.uuid(), signal: new AbortController().signal, caller: sessionOf({ catalog, ids }, roleArn) }
}
