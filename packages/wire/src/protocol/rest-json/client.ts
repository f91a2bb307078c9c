import { readJsonError } from '../aws-json/client.ts'
import type { ClientProtocol } from '../client-protocol.ts'
import { bodyShape, payloadOf, readHeaders } from '../rest/bindings.ts'
import { readStatus, writeAddress } from '../rest/client-request.ts'
import { readJsonBody, writeJsonBody } from './server.ts'

export const restJsonClient: ClientProtocol = {
  writeInput(operation, input) {
    const { input: shape } = operation
    const hasBody = payloadOf(shape) !== undefined || bodyShape(shape).members.length > 0
    const body = hasBody ? writeJsonBody(shape, input) : ''
    const type = payloadOf(shape)?.shape.kind === 'blob' ? 'application/octet-stream' : 'application/json'
    return writeAddress(operation, input, body, { ...(hasBody ? { 'content-type': type } : {}), accept: 'application/json' })
  },
  readOutput(operation, response) {
    const output = readJsonBody(operation.output, response.body)
    readHeaders(operation.output, response.headers, output)
    readStatus(operation.output, response, output)
    return output
  },
  readError: readJsonError,
}
