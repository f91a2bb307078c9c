import { SerializationError } from '../codec/serialization-error.ts'
import { type Leaves, mismatch, readStructure, writeStructure } from '../codec/tree.ts'
import { queryErrorHeader } from './aws-json.ts'
import { errorMembers, type ServerProtocol } from './protocol.ts'

const address = /^\/service\/([^/]+)\/operation\/([^/]+)$/

/** rpcv2Cbor: `POST /service/Prefix/operation/Operation`, CBOR both ways. */
export const rpcCbor: ServerProtocol = {
  family: 'cbor',
  match({ path }, service) {
    const [, prefix, operation] = address.exec(path) ?? []
    return prefix === service.model.targetPrefix && operation !== undefined ? { operation } : undefined
  },
  async readInput(operation, { request }) {
    if (request.body.length === 0) return {}
    const { decodeCbor } = await import('../sdk/cbor.ts')
    let tree: unknown
    try {
      tree = decodeCbor(request.body)
    } catch (error) {
      throw new SerializationError('Unable to parse the request as CBOR', { cause: error })
    }
    return readStructure(operation.input, tree, readingLeaves)
  },
  async writeOutput(operation, output, _service, requestId) {
    const { encodeCbor, cborTimestamp } = await import('../sdk/cbor.ts')
    const tree = writeStructure(operation.output, output, writingLeaves(cborTimestamp))
    return { status: 200, headers: headers(requestId), body: encodeCbor(tree) }
  },
  async writeError(error, { request }, service, requestId) {
    const { encodeCbor, cborTimestamp } = await import('../sdk/cbor.ts')
    const members = errorMembers(error)
    const tree = error.shape === undefined ? members : writeStructure(error.shape, members, writingLeaves(cborTimestamp))
    const compatible = request.headers['x-amzn-query-mode'] === 'true' && service?.model.protocols.includes('awsQuery')
    return {
      status: error.status,
      headers: { ...headers(requestId), ...(compatible ? { 'x-amzn-query-error': queryErrorHeader(error) } : {}) },
      body: encodeCbor({ __type: error.shape?.name ?? error.code, ...tree }),
    }
  },
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-RequestId': requestId }
}

const readingLeaves: Leaves = {
  readTimestamp(value) {
    const seconds = typeof value === 'object' && value !== null && 'value' in value ? Number(value.value) : value
    if (value instanceof Date) return value
    if (typeof seconds !== 'number' || Number.isNaN(seconds)) return mismatch(value, 'Timestamp')
    const date = new Date(Math.round(seconds * 1000))
    if (Number.isNaN(date.getTime())) throw new SerializationError('Invalid timestamp')
    return date
  },
  readBlob: value => (value instanceof Uint8Array ? value : mismatch(value, 'Blob')),
  writeTimestamp: value => value,
  writeBlob: value => value,
  writeNumber: value => value,
}

function writingLeaves(writeTimestamp: (date: Date) => unknown): Leaves {
  return { ...readingLeaves, writeTimestamp }
}
