import { loadService } from '@pasos/models'
import { clientProtocol } from './client.ts'
import type { ClientResponse } from './client-protocol.ts'
import type { RemoteRequest } from './remote-call.ts'

/** A call as a client makes it: the input's members are called as the API calls them, blobs are bytes. */
export interface ClientCall {
  /** By its name in Resources or its scope. */
  service: string
  operation: string
  input: Record<string, unknown>
}

export type ClientAnswer = { output: Record<string, unknown> } | { code: string; message: string; status: number }

/** The request of a call, unsigned. @throws SerializationError for an input that does not fit */
export function writeClientCall({ service: key, operation: name, input }: ClientCall): Omit<RemoteRequest, 'isStreamed'> {
  const { service, operation } = found(key, name)
  const { scope, endpoint, protocols } = service.model
  return { ...clientProtocol(protocols).writeInput(operation, input, service), scope, endpoint }
}

/** What the answer says. @throws SerializationError when it is none of this operation */
export function readClientAnswer({ service: key, operation: name }: ClientCall, response: ClientResponse): ClientAnswer {
  const { service, operation } = found(key, name)
  const protocol = clientProtocol(service.model.protocols)
  if (response.status < 300) return { output: protocol.readOutput(operation, response, service) }
  const { code, message } = protocol.readError(response, service)
  return { code, message, status: response.status }
}

function found(key: string, name: string) {
  const service = loadService(key)
  const operation = service.operation(name)
  if (operation === undefined) throw new Error(`${key} has no operation ${name}`)
  return { service, operation }
}
