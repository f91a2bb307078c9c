import { decodeCbor, encodeCbor } from '../../codec/cbor.ts'
import { SerializationError } from '../../codec/serialization-error.ts'
import { readStructure, type Values, writeStructure } from '../../codec/tree.ts'
import { bareCode, type ClientProtocol, messageOf } from '../client-protocol.ts'
import { cborLeaves } from './server.ts'

export const rpcCborClient: ClientProtocol = {
  writeInput: (operation, input, { model }) => ({
    method: 'POST',
    path: `/service/${model.targetPrefix}/operation/${operation.name}`,
    headers: {
      'content-type': 'application/cbor',
      accept: 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      ...(model.queryCompatible ? { 'x-amzn-query-mode': 'true' } : {}),
    },
    body: encodeCbor(writeStructure(operation.input, input, cborLeaves)),
  }),
  readOutput: (operation, { body }) => (body.length === 0 ? {} : readStructure(operation.output, decodeCbor(body), cborLeaves)),
  readError({ body, status }) {
    const members = membersOf(body)
    const code = members['__type']
    return { code: typeof code === 'string' ? bareCode(code) : `Http${status}`, message: messageOf(members), members }
  },
}

function membersOf(body: Uint8Array): Values {
  try {
    const decoded = decodeCbor(body)
    return typeof decoded === 'object' && decoded !== null ? (decoded as Values) : {}
  } catch (error) {
    if (error instanceof SerializationError) return {}
    throw error
  }
}
