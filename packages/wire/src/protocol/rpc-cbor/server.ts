import { decodeCbor, encodeCbor } from '../../codec/cbor.ts'
import { type Leaves, mismatch, readStructure, writeStructure } from '../../codec/tree.ts'
import { queryErrorHeader, unmodelledMessage } from '../aws-json/server.ts'
import { errorMembers, type ServerProtocol } from '../protocol.ts'

const address = /^\/service\/([^/]+)\/operation\/([^/]+)$/

/** rpcv2Cbor: `POST /service/Prefix/operation/Operation`, CBOR both ways. */
export const rpcCbor: ServerProtocol = {
  family: 'cbor',
  match({ path }, service) {
    const [, prefix, operation] = address.exec(path) ?? []
    return prefix === service.model.targetPrefix && operation !== undefined ? { operation } : undefined
  },
  readInput: (operation, { request }) =>
    request.body.length === 0 ? {} : readStructure(operation.input, decodeCbor(request.body), cborLeaves),
  writeOutput: (operation, output, _service, requestId) => ({
    status: 200,
    headers: headers(requestId),
    body: encodeCbor(writeStructure(operation.output, output, cborLeaves)),
  }),
  writeError(error, { request }, service, requestId) {
    const members = errorMembers(error)
    const tree = error.shape === undefined ? members : writeStructure(error.shape, members, cborLeaves)
    const compatible = request.headers['x-amzn-query-mode'] === 'true' && service?.model.protocols.includes('awsQuery')
    return {
      status: error.status,
      headers: { ...headers(requestId), ...(compatible ? { 'x-amzn-query-error': queryErrorHeader(error) } : {}) },
      body: encodeCbor({ __type: error.shape?.name ?? error.code, ...tree, ...unmodelledMessage(error) }),
    }
  },
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-RequestId': requestId }
}

export const cborLeaves: Leaves = {
  readTimestamp: value => (value instanceof Date && !Number.isNaN(value.getTime()) ? value : mismatch(value, 'Timestamp')),
  readBlob: value => (value instanceof Uint8Array ? value : mismatch(value, 'Blob')),
  writeTimestamp: value => value,
  writeBlob: value => value,
  writeNumber: value => value,
}
