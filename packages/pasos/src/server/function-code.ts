import type { ServerResponse } from 'node:http'
import type { LambdaFace } from '@pasos/services'
import type { Route } from './listener.ts'
import type { RequestTarget } from './request-target.ts'

/** As the Lambda service makes them. */
const PATH = '/_pasos/code/'

/** The archives of functions and layers, at the presigned addresses that GetFunction and GetLayerVersion answer. */
export function functionCode(
  lambda: () => Promise<LambdaFace> | undefined,
  report: (message: string, details: { error: unknown }) => void,
): Route {
  return (request, response, target) => {
    if (request.method !== 'GET' || !target.path.startsWith(PATH)) return false
    send(lambda, response, target).catch(error => {
      report('the code of a function could not be sent', { error })
      response.destroy()
    })
    return true
  }
}

async function send(lambda: () => Promise<LambdaFace> | undefined, response: ServerResponse, { path, query }: RequestTarget) {
  const archive = await (await lambda())?.readCode(path, query)
  if (archive === undefined) {
    // As S3 says it of an address that is not signed, or no longer good.
    response.writeHead(403, { 'content-type': 'application/xml' })
    response.end('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    return
  }
  response.writeHead(200, { 'content-type': 'application/zip', 'content-length': archive.length, 'cache-control': 'no-store' })
  response.end(archive)
}
