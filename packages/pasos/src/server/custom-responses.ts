import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CloudFormationFace, responsePath } from '@pasos/services'
import type { Route } from './listener.ts'
import { bodyUpTo } from './small-body.ts'

/** More than CloudFormation takes, so that it says itself what is too long. */
const largestBody = 16 * 1024

export interface CustomResponsesOptions {
  stacks(): Promise<CloudFormationFace> | undefined
  report(message: string, details: { error: unknown }): void
}

/** Where functions behind custom resources put their answers: who knows the token may. */
export function customResponses({ stacks, report }: CustomResponsesOptions): Route {
  return (request, response, { path }) => {
    if (!path.startsWith(responsePath)) return false
    take(stacks, request, path.slice(responsePath.length)).then(
      status => end(response, status),
      error => {
        report('the answer of a custom resource could not be taken', { error })
        response.destroy()
      },
    )
    return true
  }
}

async function take(stacks: CustomResponsesOptions['stacks'], request: IncomingMessage, token: string): Promise<number> {
  if (request.method !== 'PUT') return 405
  const body = await bodyUpTo(request, largestBody)
  if (body === undefined) return 413
  return (await (await stacks())?.respond(token, Buffer.from(body).toString('utf8'))) ? 200 : 403
}

function end(response: ServerResponse, status: number): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-length': '0', ...(status === 413 && { connection: 'close' }) }).end()
}
