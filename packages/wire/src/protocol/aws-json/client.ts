import { parseJson, readJson, writeJson } from '../../codec/json.ts'
import type { Values } from '../../codec/tree.ts'
import { bareCode, type ClientProtocol, type ClientResponse, messageOf, type ServiceError } from '../client-protocol.ts'

export function awsJsonClient(version: '1.0' | '1.1'): ClientProtocol {
  return {
    writeInput: (operation, input, { model }) => ({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': `${model.targetPrefix}.${operation.name}`,
        ...(model.queryCompatible ? { 'x-amzn-query-mode': 'true' } : {}),
      },
      body: writeJson(operation.input, input),
    }),
    readOutput: (operation, { body }) => readJson(operation.output, body),
    readError: readJsonError,
  }
}

/** What JSON services refuse with: the code in the header or in the body, there as `__type` or `code`. */
export function readJsonError({ headers, body, status }: ClientResponse): ServiceError {
  const members = membersOf(body)
  const code = headers['x-amzn-errortype'] ?? members['__type'] ?? members['code'] ?? members['Code']
  return { code: typeof code === 'string' ? bareCode(code) : `Http${status}`, message: messageOf(members), members }
}

function membersOf(body: Uint8Array): Values {
  try {
    const parsed = parseJson(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Values) : {}
  } catch {
    // A proxy's page in place of an answer.
    return {}
  }
}
