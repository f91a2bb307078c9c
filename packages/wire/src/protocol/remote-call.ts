import { loadService, type OperationShape, type StructureShape } from '@pasos/models'
import { readEventStream } from '../codec/event-stream.ts'
import { parseJson, readJsonTree } from '../codec/json.ts'
import { completeInput, readSdkJson, type SdkNames, writeSdkJson } from '../codec/sdk-json.ts'
import type { Values } from '../codec/tree.ts'
import type { LocalAnswer } from '../pipeline/local-calls.ts'
import { clientProtocol } from './client.ts'
import type { ClientRequest, ClientResponse } from './client-protocol.ts'
import { payloadOf } from './rest/bindings.ts'

/** A call of a service that is elsewhere, in the JSON of Step Functions' integrations. */
export interface RemoteCall {
  /** By its name in Resources or its scope. */
  service: string
  /** As the API calls it: `GetObject`. */
  operation: string
  input: unknown
  names: SdkNames
  requestId: string
}

export interface RemoteRequest extends ClientRequest {
  /** The scope to sign for. */
  scope: string
  /** First part of AWS's host name. */
  endpoint: string
  /** The answer is a stream of events, which may take its time. */
  isStreamed: boolean
}

/** The request of a call, unsigned. @throws SerializationError for an input that does not fit */
export function writeRemoteCall({ service: key, operation: name, input, names, requestId }: RemoteCall): RemoteRequest {
  const { service, operation } = found(key, name)
  const { scope, endpoint, protocols } = service.model
  const values = completeInput(operation, readSdkJson(operation.input, input, names), requestId)
  return {
    ...clientProtocol(protocols).writeInput(operation, values, service),
    scope,
    endpoint,
    isStreamed: operation.model.eventStream === true,
  }
}

/** What the answer says. @throws SerializationError when it is none of this operation */
export function readRemoteAnswer({ service: key, operation: name, names, requestId }: RemoteCall, response: ClientResponse): LocalAnswer {
  const { service, operation } = found(key, name)
  const protocol = clientProtocol(service.model.protocols)
  const { status, headers } = response
  if (status >= 300) {
    const error = protocol.readError(response, service)
    const shape = service.error(error.code)
    const code = shape?.error?.queryCode ?? error.code
    return { outcome: 'refused', code, message: error.message, status, ...(shape === undefined ? {} : { shape: shape.name }) }
  }
  const streamed = operation.model.eventStream ? readStreamed(operation, response, names) : undefined
  if (streamed?.outcome === 'refused') return streamed
  const output = streamed?.output ?? writeSdkJson(operation.output, protocol.readOutput(operation, response, service), names)
  const shown = Object.entries(headers).flatMap(([header, value]) => (value === undefined ? [] : [[header, value] as [string, string]]))
  const id = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? requestId
  return { outcome: 'answered', output, http: { status, requestId: id, headers: shown } }
}

/** The events of a stream under the name of the member that is the stream, or the exception that it ends with. */
function readStreamed(
  { output: shape }: OperationShape,
  { body }: ClientResponse,
  names: SdkNames,
): { outcome: 'answered'; output: Values } | Extract<LocalAnswer, { outcome: 'refused' }> {
  const stream = payloadOf(shape)!
  const kinds = stream.shape as StructureShape
  const events: Values[] = []
  for (const { headers, payload } of readEventStream(body)) {
    const type = headers[':exception-type'] ?? headers[':event-type'] ?? ''
    const known = kinds.byName.get(type)?.shape
    // An event of a kind that this model does not know yet says nothing to whoever reads by it.
    if (known?.kind !== 'structure') continue
    const value = readJsonTree(known, parseJson(payload))
    if (headers[':exception-type'] === undefined) events.push(writeSdkJson(kinds, { [type]: value }, names))
    else {
      const { name, error } = known
      return { outcome: 'refused', code: name, message: String(value['message'] ?? ''), status: error?.status ?? 500, shape: name }
    }
  }
  return { outcome: 'answered', output: { [`${stream.name.charAt(0).toUpperCase()}${stream.name.slice(1)}`]: events } }
}

function found(key: string, name: string) {
  const service = loadService(key)
  const operation = service.operation(name)
  if (operation === undefined) throw new Error(`${key} has no operation ${name}`)
  return { service, operation }
}
