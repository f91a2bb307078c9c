import { capitalized, readSdkJson, writeSdkJson } from '../codec/sdk-json.ts'
import { SerializationError } from '../codec/serialization-error.ts'
import type { Values } from '../codec/tree.ts'
import { loadService, type OperationShape, type Service } from '../model/service.ts'
import { ApiError, type Caller, type Operation, type OperationContext, type ServiceOperations } from '../operation.ts'
import type { WireError } from '../protocol/protocol.ts'
import { checkRequired, type DispatcherOptions, modelledError, WireFault } from './dispatcher.ts'
import { faultError } from './wire-faults.ts'

/** A call from within the process, in the JSON of Step Functions' AWS SDK integrations. */
export interface LocalCall {
  /** The signature's service scope, e.g. `states`. */
  scope: string
  /** As the SDK for Java calls it: `getActivityTask`. */
  action: string
  input: unknown
  caller: Caller
  region: string
  requestId: string
  signal: AbortSignal
}

export type LocalAnswer =
  | { outcome: 'answered'; output: Values }
  /** `shape` is the error's name in the service's model, when it is modelled. */
  | { outcome: 'refused'; code: string; shape?: string; message: string; status: number }

/** Runs operations without bytes: the same checks, permissions and errors as a request from outside. */
export function createLocalCalls(
  options: Pick<DispatcherOptions, 'services' | 'authorizeCaller' | 'logger'>,
): (call: LocalCall) => Promise<LocalAnswer> {
  const desks = new Map<string, ServiceOperations['operations']>(options.services.map(({ scope, operations }) => [scope, operations]))

  async function run(call: LocalCall, service: Service, operation: Operation, shape: OperationShape): Promise<Values> {
    const { caller, region, requestId, signal } = call
    const input = readSdkJson(shape.input, call.input)
    checkRequired(shape, input)
    const context: OperationContext = {
      ...{ requestId, service: service.model.scope, operation: shape.name, region, accountId: caller.accountId, caller, signal },
    }
    const refusal = options.authorizeCaller?.(context, input)
    if (refusal !== undefined) throw new WireFault('access-denied', refusal)
    return writeSdkJson(shape.output, ((await operation(input, context)) ?? {}) as Values)
  }

  return async call => {
    const operations = desks.get(call.scope)
    if (operations === undefined) throw new Error(`The service ${call.scope} is not served here`)
    const service = loadService(call.scope)
    const name = capitalized(call.action)
    const shape = service.operation(name)
    const operation = shape !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined
    try {
      if (shape === undefined || operation === undefined) {
        throw new WireFault('unknown-operation', `The operation ${name} is not implemented here.`)
      }
      return { outcome: 'answered', output: await run(call, service, operation, shape) }
    } catch (thrown) {
      const { code, message, status, fault } = errorOf(thrown, service)
      if (fault === 'server') options.logger.error('call failed', { requestId: call.requestId, operation: name, error: thrown })
      const modelled = service.error(code)?.name
      return { outcome: 'refused', code, message, status, ...(modelled === undefined ? {} : { shape: modelled }) }
    }
  }
}

const families = { awsJson1_0: 'json', awsJson1_1: 'json', awsQuery: 'query', restJson1: 'rest', rpcv2Cbor: 'cbor' } as const

function errorOf(thrown: unknown, service: Service): WireError {
  const family = families[service.model.protocols[0] ?? 'awsJson1_0']
  if (thrown instanceof WireFault) return faultError(thrown.fault, thrown.message, family)
  if (thrown instanceof SerializationError) return faultError('undecodable', thrown.message, family)
  if (thrown instanceof ApiError) return modelledError(thrown, service, family)
  return faultError('internal', 'The request processing has failed because of an unknown error, exception or failure.', family)
}
