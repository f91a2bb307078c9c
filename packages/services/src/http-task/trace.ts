import type { HttpTrace } from '@pasos/engine'
import type { HttpExchanged } from '../declaration/service.ts'
import type { SignIn } from '../events/connections/connections.ts'
import type { HttpRequest } from './build-request.ts'

type Build = (signIn: SignIn) => HttpRequest

/**
 * Tells what is sent and what comes back to somebody who looks. What a connection puts in is shown only where secrets are revealed;
 * otherwise the request is as the state makes it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export function traced(trace: HttpTrace | undefined, build: Build): { request: Build; answered(answer: HttpExchanged): void } {
  let protocol = 'https'
  return {
    request(signIn) {
      const request = build(signIn)
      if (trace) {
        const { url, method, headers, body } = trace.reveals ? request : build({})
        protocol = new URL(url).protocol.slice(0, -1)
        trace.tell({ request: { protocol, method, url, headers: headerText(headers), ...(body !== undefined && { body }) } })
      }
      return request
    },
    answered({ status, statusText, headers, body }) {
      const text = Buffer.from(body).toString()
      const head = { protocol, statusCode: String(status), statusMessage: statusText, headers: headerText(headers) }
      trace?.tell({ response: { ...head, ...(text !== '' && { body: text }) } })
    },
  }
}

/** AWS: `[name: value, name: value]`. */
function headerText(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map(text => `${name}: ${text}`))
  return `[${pairs.join(', ')}]`
}
