import { type ClientCall, readClientAnswer, signatureHeaders, writeClientCall } from '@pasos/wire'
import type { Call } from '../server/example.ts'
import { addressOf } from '../server/forward/address-of.ts'
import { exchange } from '../server/forward/exchange.ts'
import type { MachineCredentials } from '../server/forward/machine-credentials.ts'
import { refuseForeign } from './foreign-answer.ts'

const ANSWER_MS = 60_000

export interface RemoteOptions {
  /** An address where all services are, or AWS. */
  endpoint: string | 'aws'
  region: string
  keys: MachineCredentials
}

/** A server refused a call. `code` is AWS's. */
export class RemoteRefusal extends Error {
  readonly code: string
  /** So that it is told as the refusals of SDK clients are. */
  readonly $metadata: { httpStatusCode: number }

  constructor(code: string, message: string, status: number) {
    super(message)
    this.name = code
    this.code = code
    this.$metadata = { httpStatusCode: status }
  }
}

/** Calls operations of a server by signed HTTP, as those within the process are called. */
export function remoteCaller({ endpoint, region: ownRegion, keys: { sessionToken, ...keys } }: RemoteOptions): Call {
  return async (service, operation, input) => {
    const call: ClientCall = { service, operation, input: input as ClientCall['input'] }
    const { scope, endpoint: prefix, method, path, headers, body } = writeClientCall(call)
    const target = endpoint === 'aws' ? ({ kind: 'aws' } as const) : ({ kind: 'endpoint', url: new URL(endpoint) } as const)
    const { url: base, region } = addressOf(target, prefix, ownRegion)
    const url = new URL(path, base)
    const bytes = Buffer.from(body)
    const token = sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }
    const plain = { ...headers, ...token, host: url.host }
    const request = { method, url: url.pathname + url.search, headers: plain, body: bytes }
    const signed = signatureHeaders(request, { ...keys, region, service: scope, now: Date.now() })
    const answer = await exchange(url, { method, headers: { ...plain, ...signed }, body: bytes }, AbortSignal.timeout(ANSWER_MS))
    refuseForeign(answer.headers['content-type'])
    const told = readClientAnswer(call, answer)
    if ('output' in told) return told.output
    throw new RemoteRefusal(told.code, told.message, told.status)
  }
}
