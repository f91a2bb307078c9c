import type { Protocol, Service } from '@pasos/models'
import { capitalized, readSdkJson, writeSdkJson } from '../codec/sdk-json.ts'
import type { Values } from '../codec/tree.ts'
import type { Caller, DeferredWrites, OperationContext, ServiceOperations } from '../operation.ts'
import type { ServerProtocol } from '../protocol/protocol.ts'
import type { Gates } from './call.ts'
import { implementation } from './decode.ts'
import { type Desk, openDesks } from './desk.ts'
import { run } from './run.ts'
import { WireFault, wireError } from './wire-faults.ts'

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
  /** See {@link OperationContext}. */
  deferred?: DeferredWrites
}

export type LocalAnswer =
  | { outcome: 'answered'; output: Values }
  /** `shape` is the error's name in the service's model, when it is modelled. */
  | { outcome: 'refused'; code: string; shape?: string; message: string; status: number }

export interface LocalCallsOptions extends Gates {
  services: readonly ServiceOperations[]
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** Runs operations without bytes, through the stages of a request from outside from `validate` on. */
export function createLocalCalls(options: LocalCallsOptions): (call: LocalCall) => Promise<LocalAnswer> {
  const desks = openDesks(options.services)

  return async call => {
    const desk = desks.get(call.scope)
    if (desk === undefined) throw new Error(`The service ${call.scope} is not served here`)
    try {
      return { outcome: 'answered', output: await answer(desk, call, options) }
    } catch (thrown) {
      const { code, message, status, fault } = wireError(thrown, desk.service, familyOf(desk.service))
      if (fault === 'server') options.logger.error('call failed', { requestId: call.requestId, operation: call.action, error: thrown })
      const modelled = desk.service.error(code)?.name
      return { outcome: 'refused', code, message, status, ...(modelled === undefined ? {} : { shape: modelled }) }
    }
  }
}

async function answer(
  desk: Desk,
  { action, input, caller, region, requestId, signal, deferred }: LocalCall,
  gates: Gates,
): Promise<Values> {
  const { service } = desk
  const name = capitalized(action)
  const shape = service.operation(name)
  if (shape === undefined) throw new WireFault('unknown-operation', `The operation ${name} is not implemented here.`)
  const operation = implementation(desk, shape)
  const names = { requestId, service: desk.name, operation: shape.name }
  const context: OperationContext = { ...names, region, accountId: caller.accountId, caller, signal, ...(deferred && { deferred }) }
  const output = await run({ service, shape, operation, input: readSdkJson(shape.input, input), context }, gates)
  return writeSdkJson(shape.output, output)
}

const families: Record<Protocol, ServerProtocol['family']> = {
  ...{ awsJson1_0: 'json', awsJson1_1: 'json', rpcv2Cbor: 'cbor' },
  ...{ awsQuery: 'query', ec2Query: 'ec2', restJson1: 'rest', restXml: 'restXml' },
}

function familyOf({ model }: Service): ServerProtocol['family'] {
  return families[model.protocols[0] ?? 'awsJson1_0']
}
