import { type ClientCall, readClientAnswer, signatureHeaders, writeClientCall } from '@pasos/wire'
import type { Call } from '../server/example.ts'
import { exchange } from '../server/forward/exchange.ts'

const ANSWER_MS = 60_000

export interface RemoteOptions {
  endpoint: string
  region: string
  keys: { accessKeyId: string; secretAccessKey: string }
}

/** A server refused a call. `code` is AWS's. */
export class RemoteRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = code
    this.code = code
  }
}

/** Calls operations of a server by signed HTTP, as those within the process are called. */
export function remoteCaller({ endpoint, region, keys }: RemoteOptions): Call {
  return async (service, operation, input) => {
    const call: ClientCall = { service, operation, input: input as ClientCall['input'] }
    const { scope, method, path, headers, body } = writeClientCall(call)
    const url = new URL(path, endpoint)
    const bytes = Buffer.from(body)
    const plain = { ...headers, host: url.host }
    const request = { method, url: url.pathname + url.search, headers: plain, body: bytes }
    const signed = signatureHeaders(request, { ...keys, region, service: scope, now: Date.now() })
    const answer = await exchange(url, { method, headers: { ...plain, ...signed }, body: bytes }, AbortSignal.timeout(ANSWER_MS))
    const told = readClientAnswer(call, answer)
    if ('output' in told) return told.output
    throw new RemoteRefusal(told.code, told.message)
  }
}
