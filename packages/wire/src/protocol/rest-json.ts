import type { Member, OperationShape, Shape, StructureShape } from '@pasos/models'
import { parseJson, readJsonTree, writeJsonTree } from '../codec/json.ts'
import { SerializationError } from '../codec/serialization-error.ts'
import type { Values } from '../codec/tree.ts'
import { isoText } from '../codec/xml.ts'
import type { WireResponse } from '../operation.ts'
import { errorMembers, type Match, type ParsedRequest, type ServerProtocol } from './protocol.ts'
import { routeRest } from './rest-router.ts'

/** restJson1: members bound to path, query, headers, status and body as the model says. */
export const restJson: ServerProtocol = {
  family: 'rest',
  match: ({ request, path, query }, service) => routeRest(service.model, request.method, path, query),
  readInput(operation, parsed, match) {
    const input = readBody(operation.input, parsed.request.body)
    for (const member of operation.input.members) {
      const value = readBound(member, operation.input, parsed, match)
      if (value !== undefined) input[member.name] = value
    }
    return input
  },
  writeOutput,
  writeError(error, _parsed, _service, requestId) {
    const members = errorMembers(error)
    const body = error.shape === undefined ? members : writeJsonTree(error.shape, members)
    return {
      status: error.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-RequestId': requestId,
        'x-amzn-ErrorType': error.shape?.name ?? error.code,
        ...boundHeaders(error.shape, error.members),
      },
      body: JSON.stringify(body),
    }
  },
}

function isInBody({ traits }: Member): boolean {
  return !(traits.label || traits.header || traits.query || traits.queryParams || traits.responseCode || traits.payload)
}

function readBody(shape: StructureShape, body: Uint8Array): Values {
  const payload = shape.members.find(member => member.traits.payload)
  if (payload !== undefined) {
    if (body.length === 0) return {}
    return { [payload.name]: payload.shape.kind === 'blob' ? body : readPayload(payload.shape, body) }
  }
  const inBody = bodyShape(shape)
  return inBody.members.length === 0 ? {} : readJsonTree(inBody, parseJson(body))
}

const bodyShapes = new WeakMap<StructureShape, StructureShape>()

/** The same structure with only those members that travel in the body. */
function bodyShape(shape: StructureShape): StructureShape {
  let inBody = bodyShapes.get(shape)
  if (inBody === undefined) {
    inBody = { ...shape, members: shape.members.filter(isInBody) }
    bodyShapes.set(shape, inBody)
  }
  return inBody
}

function readPayload(shape: Shape, body: Uint8Array): unknown {
  if (shape.kind !== 'structure' && shape.kind !== 'union') return Buffer.from(body).toString('utf8')
  return readJsonTree(shape, parseJson(body))
}

function readBound(member: Member, input: StructureShape, { request, query }: ParsedRequest, match: Match): unknown {
  const { traits, shape, name } = member
  if (traits.label) {
    const label = match.labels?.[name]
    return label === undefined ? undefined : readText(shape, label)
  }
  if (traits.header !== undefined) {
    const header = request.headers[traits.header.toLowerCase()]
    return header === undefined || header === '' ? undefined : readText(shape, header)
  }
  if (traits.query !== undefined) {
    if (shape.kind === 'list')
      return query.has(traits.query) ? query.getAll(traits.query).map(text => readText(shape.member, text)) : undefined
    const text = query.get(traits.query)
    return text === null ? undefined : readText(shape, text)
  }
  if (traits.queryParams) {
    const bound = new Set(input.members.map(other => other.traits.query))
    return Object.fromEntries([...query].filter(([key]) => !bound.has(key)))
  }
  return undefined
}

function readText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || Number.isNaN(number)) throw new SerializationError('STRING_VALUE can not be converted to an Integer')
      return number
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new SerializationError('STRING_VALUE can not be converted to a Boolean')
      return text === 'true'
    case 'timestamp': {
      const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text)
      if (Number.isNaN(date.getTime())) throw new SerializationError('STRING_VALUE can not be converted to a Timestamp')
      return date
    }
    case 'list':
      return text.split(',').map(item => readText(shape.member, item.trim()))
    default:
      return text
  }
}

function writeOutput(operation: OperationShape, output: Values, _service: unknown, requestId: string): WireResponse {
  const { output: shape } = operation
  const statusMember = shape.members.find(member => member.traits.responseCode)
  const status = Number((statusMember && output[statusMember.name]) ?? operation.http?.[2] ?? 200)
  const headers = { 'content-type': 'application/json', 'x-amzn-RequestId': requestId, ...boundHeaders(shape, output) }
  const payload = shape.members.find(member => member.traits.payload)
  if (payload !== undefined) return { status, headers, body: writePayload(payload, output[payload.name]) }
  return { status, headers, body: status === 204 ? '' : JSON.stringify(writeJsonTree(bodyShape(shape), output)) }
}

function writePayload(member: Member, value: unknown): Uint8Array | string {
  if (value === undefined || value === null) return ''
  if (member.shape.kind === 'blob') return value as Uint8Array
  if (member.shape.kind === 'structure' || member.shape.kind === 'union')
    return JSON.stringify(writeJsonTree(member.shape, value as Values))
  return String(value)
}

function boundHeaders(shape: StructureShape | undefined, values: Values): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { name, traits } of shape?.members ?? []) {
    const value = values[name]
    if (traits.header === undefined || value === undefined || value === null) continue
    headers[traits.header.toLowerCase()] = value instanceof Date ? isoText(value) : headerText(String(value))
  }
  return headers
}

/** Header values are Latin-1 without line ends; anything else would be an injection or crash the listener. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
}
