import type { DataStore, Ids } from '@pasos/engine'

/** What somebody outside is to answer: a request to a custom resource. */
export interface AwaitedRequest {
  /** Nobody guesses it: who knows it may answer. */
  token: string
  requestId: string
  /** Epoch milliseconds. */
  opened: number
  /** Where it was told to answer, once it has been sent, in this life of the server or an earlier one. */
  url?: string
}

/** Requests that wait for an answer over HTTP, which survive a restart. */
export interface ResponseDesk {
  /** The request of that key which is under way, or a new one. */
  open(key: string): Promise<AwaitedRequest>
  sent(key: string, request: AwaitedRequest, url: string): Promise<void>
  /** What was answered, as it came; nothing as long as there is nothing. */
  read(token: string): Promise<string | undefined>
  /** Resolves once there is an answer. */
  answered(token: string): Promise<void>
  close(key: string, token: string): Promise<void>
  /** Takes an answer; false for a token that nobody waits for. The first answer counts. */
  answer(token: string, body: string): Promise<boolean>
}

/** Key: stack, logical id and what is asked; value: the request. */
const requestSpace = 'cloudformation.request'
/** Key: the token; value: the answer, empty until there is one. */
const responseSpace = 'cloudformation.response'

export function openResponseDesk({ data, ids, now }: { data: DataStore; ids: Ids; now(): number }): ResponseDesk {
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  const token = () => Array.from({ length: 4 }, () => ids.uuid().replaceAll('-', '')).join('')
  return {
    async open(key) {
      const present = await data.get(requestSpace, key)
      if (present !== undefined) return JSON.parse(String(present)) as AwaitedRequest
      const request: AwaitedRequest = { token: token(), requestId: ids.uuid(), opened: now() }
      await data.commit([
        { space: requestSpace, key, value: JSON.stringify(request) },
        { space: responseSpace, key: request.token, value: '' },
      ])
      return request
    },
    sent: (key, request, url) => data.commit([{ space: requestSpace, key, value: JSON.stringify({ ...request, url }) }]),
    async read(of) {
      const value = await data.get(responseSpace, of)
      return value === undefined || String(value) === '' ? undefined : String(value)
    },
    answered(of) {
      const known = waiting.get(of) ?? Promise.withResolvers<void>()
      waiting.set(of, known)
      return known.promise
    },
    async close(key, of) {
      waiting.delete(of)
      await data.commit([
        { space: requestSpace, key, value: undefined },
        { space: responseSpace, key: of, value: undefined },
      ])
    },
    async answer(of, body) {
      const present = await data.get(responseSpace, of)
      if (present === undefined) return false
      // Nothing is no answer: whoever waits would look for it again and again.
      if (body === '') return true
      if (String(present) === '') await data.commit([{ space: responseSpace, key: of, value: body }])
      waiting.get(of)?.resolve()
      return true
    },
  }
}
