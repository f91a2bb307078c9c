import type { Catalog, Ids } from '@pasos/engine'
import type { ServiceHost } from '../../declaration/service.ts'
import { sessionOf } from '../../integrations/service-caller.ts'
import type { StackRecord } from '../records/stack-record.ts'
import { type ResourceContext, ServiceRefusal } from '../resources/resource-type.ts'
import { fitInput } from './fit-input.ts'

/** Calls services as whoever a stack acts for: its role, or who asked for it. */
export function stackCalls(
  { callAs, catalog, ids }: Pick<ServiceHost, 'callAs'> & { catalog: Catalog; ids: Ids },
  { caller: asked, roleArn, region }: Pick<StackRecord, 'caller' | 'roleArn' | 'region'>,
): ResourceContext['call'] {
  return async (scope, operation, input) => {
    const caller = roleArn === undefined ? asked : sessionOf({ catalog, ids }, roleArn)
    const { signal } = new AbortController()
    // A role that the service has assumed calls by itself; who asked for the stack calls through it.
    const via = roleArn === undefined && { calledVia: ['cloudformation.amazonaws.com'] }
    const call = {
      scope,
      operation,
      input: fitInput(scope, operation, input) as never,
      caller,
      region,
      requestId: ids.uuid(),
      signal,
      ...via,
    }
    const answer = await callAs(call)
    if (answer.outcome === 'refused') throw new ServiceRefusal(scope, answer)
    return answer.output
  }
}

/** Why a resource could not be made, as the provider of its type tells it. */
export function handlerMessage(error: unknown, { uuid }: Pick<Ids, 'uuid'>): string {
  if (!(error instanceof ServiceRefusal)) return error instanceof Error ? error.message : String(error)
  const { scope, code, status, message } = error
  const told = `${message} (Service: ${scope.charAt(0).toUpperCase()}${scope.slice(1)}, Status Code: ${status}, Request ID: ${uuid()})`
  return `Resource handler returned message: "${told}" (RequestToken: ${uuid()}, HandlerErrorCode: ${handlerCode(code)})`
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerCode(code: string): string {
  if (/AccessDenied|NotAuthorized|Unauthorized/i.test(code)) return 'AccessDenied'
  if (/AlreadyExists|AlreadyOwned/i.test(code)) return 'AlreadyExists'
  if (/NotFound|DoesNotExist|NoSuch|NonExistent/i.test(code)) return 'NotFound'
  if (/Conflict|InUse/i.test(code)) return 'ResourceConflict'
  return /Throttl|LimitExceeded/i.test(code) ? 'Throttling' : 'InvalidRequest'
}
