import type { OperationShape, Service } from '@pasos/models'
import type { Values } from '../codec/tree.ts'

/** A request on its way out, without the host that it goes to and unsigned. */
export interface ClientRequest {
  method: string
  /** Path and query, encoded. */
  path: string
  headers: Record<string, string>
  body: Uint8Array | string
}

/** An answer as it came. Header names are lower case. */
export interface ClientResponse {
  status: number
  headers: Record<string, string | undefined>
  body: Uint8Array
}

/** What a service refused a call with. */
export interface ServiceError {
  code: string
  message: string
  members: Values
}

/** The client's half of a protocol: what its server half reads and writes, the other way round. */
export interface ClientProtocol {
  writeInput(operation: OperationShape, input: Values, service: Service): ClientRequest
  /** @throws SerializationError when the answer is not what the operation answers */
  readOutput(operation: OperationShape, response: ClientResponse, service: Service): Values
  readError(response: ClientResponse, service: Service): ServiceError
}

export function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}

/** The code of an error as JSON services give it: `com.amazonaws.sqs#QueueDoesNotExist:http://…` is `QueueDoesNotExist`. */
export function bareCode(code: string): string {
  return code.split(':')[0]!.split('#').at(-1)!.trim()
}

/** The message of an error under whichever name it has there. */
export function messageOf(members: Values): string {
  const key = Object.keys(members).find(name => name.toLowerCase() === 'message' || name === 'errorMessage')
  const message = key === undefined ? undefined : members[key]
  return typeof message === 'string' ? message : ''
}
