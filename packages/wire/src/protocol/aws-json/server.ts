import { crc32 } from 'node:zlib'
import type { Service } from '@pasos/models'
import { readJson, writeJson, writeJsonTree } from '../../codec/json.ts'
import { errorMembers, type ServerProtocol, type WireError } from '../protocol.ts'

/** awsJson1_0 and awsJson1_1: `X-Amz-Target: Prefix.Operation`, JSON both ways. */
export function awsJson(version: '1.0' | '1.1'): ServerProtocol {
  const contentType = `application/x-amz-json-${version}`
  return {
    family: 'json',
    match({ request }, service) {
      const target = request.headers['x-amz-target']
      const dot = target?.indexOf('.') ?? -1
      if (target === undefined || dot < 0 || target.slice(0, dot) !== service.model.targetPrefix) return undefined
      return { operation: target.slice(dot + 1) }
    },
    readInput: (operation, { request }) => readJson(operation.input, request.body),
    writeOutput(operation, output, service, requestId) {
      // Operations without an output answer an empty object, or nothing at all in some services; every client takes both.
      const body = writeJson(operation.output, output)
      return { status: 200, headers: { 'content-type': contentType, 'x-amzn-RequestId': requestId, ...checksum(service, body) }, body }
    },
    writeError(error, { request }, service, requestId) {
      const headers: Record<string, string> = { 'content-type': contentType, 'x-amzn-RequestId': requestId }
      if (service?.model.protocols.includes('awsQuery') && request.headers['x-amzn-query-mode'] === 'true') {
        // The service spoke query once: clients that remember it expect the old code here.
        headers['x-amzn-query-error'] = queryErrorHeader(error)
      }
      const body = JSON.stringify(errorBody(error))
      return { status: error.status, headers: { ...headers, ...checksum(service, body) }, body }
    },
  }
}

/** DynamoDB's answers carry their checksum, which its clients verify. */
function checksum(service: Service | undefined, body: string | Uint8Array): Record<string, string> {
  return service?.model.scope === 'dynamodb' ? { 'x-amz-crc32': String(crc32(body)) } : {}
}

export function errorBody(error: WireError): Record<string, unknown> {
  const members = errorMembers(error)
  return {
    __type: error.shape?.name ?? error.code,
    ...(error.shape === undefined ? members : writeJsonTree(error.shape, members)),
    ...unmodelledMessage(error),
  }
}

/** A shape without a message still tells what happened. */
export function unmodelledMessage(error: WireError): Record<string, string> {
  const modelled = error.shape?.members.some(member => member.name.toLowerCase() === 'message')
  return modelled ? {} : { message: error.message }
}

export function queryErrorHeader(error: WireError): string {
  return `${error.shape?.error?.queryCode ?? error.code};${error.fault === 'client' ? 'Sender' : 'Receiver'}`
}
