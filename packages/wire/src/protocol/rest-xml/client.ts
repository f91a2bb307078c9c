import type { OperationShape } from '@pasos/models'
import type { Values } from '../../codec/tree.ts'
import { writeXmlElement, writeXmlMembers } from '../../codec/xml.ts'
import { parseXml } from '../../codec/xml-document.ts'
import { readXmlError } from '../aws-query/client.ts'
import { type ClientProtocol, textOf } from '../client-protocol.ts'
import { bodyShape, payloadOf, readHeaders } from '../rest/bindings.ts'
import { readStatus, writeAddress } from '../rest/client-request.ts'
import { readXmlBody } from './server.ts'

export const restXmlClient: ClientProtocol = {
  writeInput(operation, input, { model }) {
    const body = writeXmlInput(operation, input, model.xmlNamespace)
    const type: Record<string, string> = typeof body === 'string' && body.startsWith('<') ? { 'content-type': 'application/xml' } : {}
    return writeAddress(operation, input, body, type)
  },
  readOutput(operation, response) {
    const { output: shape, model } = operation
    const output = model.unwrapped
      ? { [bodyShape(shape).members[0]!.name]: parseXml(textOf(response.body)).text }
      : readXmlBody(shape, response.body)
    readHeaders(shape, response.headers, output)
    readStatus(shape, response, output)
    // The SDK for Java has a map of metadata even where there is none.
    for (const { name, traits } of shape.members) if (traits.prefixHeaders !== undefined) output[name] ??= {}
    return output
  },
  readError: readXmlError,
}

function writeXmlInput({ input: shape, model }: OperationShape, input: Values, standard: string | undefined): Uint8Array | string {
  const payload = payloadOf(shape)
  if (payload !== undefined) {
    const value = input[payload.name]
    if (value === undefined || value === null) return ''
    const target = payload.shape
    if (target.kind === 'blob') return value as Uint8Array
    if (target.kind !== 'structure' && target.kind !== 'union') return String(value)
    return writeXmlElement(payload.wireName, target, value, payload.traits.namespace?.uri ?? standard)
  }
  const inBody = bodyShape(shape)
  if (inBody.members.length === 0) return ''
  const namespace = model.inputNamespace ?? standard
  const element = model.inputElement ?? shape.name
  return `<${element}${namespace === undefined ? '' : ` xmlns="${namespace}"`}>${writeXmlMembers(inBody, input, 'rest')}</${element}>`
}
