import { authorization, errorOf } from './aws-json.ts'
import { ask, callAlone } from './call-server.ts'

/** AWS's REST protocols, as far as the console needs them: a path of the service, and what comes back. */
export function restCall(service: 'lambda' | 'scheduler' | 'apigateway') {
  return async (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> => {
    const response = await (method === 'GET' ? ask : callAlone)({
      ...{ method, url: path, body: body ?? '' },
      headers: { authorization: authorization(service), ...headers },
    })
    if (!response.ok) throw errorOf(response, await response.text())
    return response
  }
}

/** The same where JSON is sent and comes back. */
export function restJson(service: Parameters<typeof restCall>[0]) {
  const call = restCall(service)
  return async <Output>(method: string, path: string, body?: object): Promise<Output> => {
    const answer = await call(method, path, body === undefined ? undefined : JSON.stringify(body), { 'content-type': 'application/json' })
    return JSON.parse((await answer.text()) || '{}') as Output
  }
}
