import type { OperationShape, Service, StructureShape } from '@pasos/models'
import { readXmlMembers } from '../../codec/read-xml.ts'
import type { Values } from '../../codec/tree.ts'
import { escapeXml, writeXmlElement, writeXmlMembers } from '../../codec/xml.ts'
import { parseXml } from '../../codec/xml-document.ts'
import type { ServerProtocol, WireError } from '../protocol.ts'
import { bodyShape, payloadOf, writeHeaders } from '../rest/bindings.ts'
import { readAddress, statusOf } from '../rest/request.ts'
import { routeRest } from '../rest/router.ts'
import { pathStyle } from './virtual-host.ts'

/** restXml: members bound as in restJson1, XML in the body. S3 has addresses and errors of its own. */
export const restXml: ServerProtocol = {
  family: 'restXml',
  match({ request, path, query }, service) {
    const { method, headers } = request
    const whole = service.model.name === 's3' ? pathStyle(path, headers['host']) : path
    return routeRest(service, { method, path: whole, query, headers })
  },
  readInput(operation, parsed, match) {
    const input = readXmlBody(operation.input, parsed.request.body)
    readAddress(operation, parsed, match, input)
    return input
  },
  writeOutput(operation, output, service, requestId) {
    const status = statusOf(operation, output)
    const body = status === 204 ? '' : writeXmlAnswer(operation, output, service)
    const type = typeof body === 'string' && body.startsWith('<?xml') ? { 'content-type': 'application/xml' } : {}
    const headers = { ...type, ...requestIds(service, requestId), ...writeHeaders(operation.output, output) }
    const payload = output[payloadOf(operation.output)?.name ?? '']
    return { status, headers, body, ...(isStream(payload) && { stream: payload }) }
  },
  writeError(error, { request, path }, service, requestId) {
    const headers = { 'content-type': 'application/xml', ...requestIds(service, requestId), ...writeHeaders(error.shape, error.members) }
    // AWS: an answer to HEAD has no body, not even of an error.
    if (request.method === 'HEAD') return { status: error.status, headers, body: '' }
    const body =
      service?.model.name === 's3' || service === undefined ? s3Error(error, path, requestId) : wrappedError(error, service, requestId)
    return { status: error.status, headers, body: `${declaration}${body}` }
  },
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

function requestIds(service: Service | undefined, requestId: string): Record<string, string> {
  return service?.model.name === 's3' ? { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId } : { 'x-amzn-RequestId': requestId }
}

/** @throws SerializationError */
export function readXmlBody(shape: StructureShape, body: Uint8Array): Values {
  const text = () => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const payload = payloadOf(shape)
  if (payload !== undefined) {
    if (payload.shape.kind === 'blob') return { [payload.name]: body }
    if (body.length === 0) return {}
    const target = payload.shape
    if (target.kind !== 'structure' && target.kind !== 'union') return { [payload.name]: text() }
    return { [payload.name]: readXmlMembers(target, parseXml(text())) }
  }
  const inBody = bodyShape(shape)
  return inBody.members.length === 0 || body.length === 0 ? {} : readXmlMembers(inBody, parseXml(text()))
}

function writeXmlAnswer({ name, output: shape, model }: OperationShape, output: Values, service: Service): Uint8Array | string {
  const namespace = service.model.xmlNamespace
  const payload = payloadOf(shape)
  if (payload !== undefined) {
    const value = output[payload.name]
    if (value === undefined || value === null) return ''
    const target = payload.shape
    if (target.kind === 'blob') return isStream(value) ? '' : (value as Uint8Array)
    if (target.kind !== 'structure' && target.kind !== 'union') return String(value)
    return declaration + writeXmlElement(payload.wireName, target, value, payload.traits.namespace?.uri ?? namespace)
  }
  const inBody = bodyShape(shape)
  if (inBody.members.length === 0) return ''
  const element = model.outputElement ?? shape.name ?? `${name}Result`
  if (model.unwrapped) {
    const [only] = inBody.members
    const text = output[only!.name]
    return `${declaration}<${element} xmlns="${namespace}">${text === undefined || text === null ? '' : escapeXml(String(text))}</${element}>`
  }
  const xmlns = namespace === undefined ? '' : ` xmlns="${namespace}"`
  return `${declaration}<${element}${xmlns}>${writeXmlMembers(inBody, output, 'rest')}</${element}>`
}

function s3Error({ code, message, members }: WireError, path: string, requestId: string): string {
  const further = Object.entries(members).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  const elements = further.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`).join('')
  const resource = Object.hasOwn(members, 'Resource') ? '' : `<Resource>${escapeXml(path)}</Resource>`
  return `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${elements}${resource}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`
}

function wrappedError({ code, message, fault }: WireError, { model }: Service, requestId: string): string {
  const type = fault === 'client' ? 'Sender' : 'Receiver'
  const error = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`
  const xmlns = model.xmlNamespace === undefined ? '' : ` xmlns="${model.xmlNamespace}"`
  return `<ErrorResponse${xmlns}>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`
}
