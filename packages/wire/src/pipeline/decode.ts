import type { OperationShape, Service } from '@pasos/models'
import type { Operation, OperationContext } from '../operation.ts'
import type { Match, ParsedRequest } from '../protocol/protocol.ts'
import { traceHeaderOf } from '../trace-header.ts'
import type { Authenticated } from './authenticate.ts'
import type { Call } from './call.ts'
import type { Claim } from './claim.ts'
import type { Desk } from './desk.ts'
import { WireFault } from './wire-faults.ts'

/** Reads the input of the operation that a request names; a promise only where the protocol waits for something. @throws WireFault, SerializationError */
export function decode(
  parsed: ParsedRequest,
  { scope, desk, protocol }: Claim,
  match: Match | undefined,
  { caller, region, isAnonymous }: Authenticated,
  requestId: string,
): Call | Promise<Call> {
  if (desk === undefined) throw new WireFault('unknown-operation', `The service ${scope ?? 'of this request'} is not available here.`)
  const { service } = desk
  if (match === undefined) throw unknownOperation(parsed, service)
  const shape = service.operation(match.operation)
  if (shape === undefined) throw unknownOperation(parsed, service, match.operation)
  const operation = implementation(desk, shape)
  const { signal, headers } = parsed.request
  const { accountId } = caller
  const context: OperationContext = { requestId, service: desk.name, operation: shape.name, region, accountId, caller, signal }
  const traceHeader = traceHeaderOf(headers)
  if (traceHeader !== undefined) context.traceHeader = traceHeader
  if (isRetry(headers)) context.isRetry = true
  if (isAnonymous) context.isAnonymous = true
  const input = protocol.readInput(shape, parsed, match)
  if (input instanceof Promise) return input.then(read => ({ service, shape, operation, input: read, context }))
  return { service, shape, operation, input, context }
}

/** AWS's SDKs count their attempts in a header: `attempt=2; max=3`. */
function isRetry(headers: Readonly<Record<string, string | undefined>>): boolean {
  return Number(/\battempt=(\d{1,9})\b/.exec(headers['amz-sdk-request'] ?? '')?.[1] ?? 1) > 1
}

/** @throws WireFault for an operation of AWS's that is not served here */
export function implementation({ operations }: Pick<Desk, 'operations'>, { name }: OperationShape): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (operation === undefined) throw new WireFault('unknown-operation', `The operation ${name} is not implemented here.`)
  return operation
}

function unknownOperation(parsed: ParsedRequest, service: Service, operation?: string): WireFault {
  if (service.model.protocols.includes('awsQuery') && operation !== undefined) {
    return new WireFault(
      'unknown-operation',
      `Could not find operation ${operation} for version ${parsed.form().get('Version') ?? service.model.version}`,
    )
  }
  return new WireFault('unknown-operation', operation === undefined ? 'The request names no operation.' : `Unknown operation ${operation}.`)
}
