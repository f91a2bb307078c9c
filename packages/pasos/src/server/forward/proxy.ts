import { findService } from '@pasos/models'
import { ApiError, type DispatcherOptions, signatureHeaders, type WireRequest, type WireResponse } from '@pasos/wire'
import { addressOf } from './address-of.ts'
import { exchange } from './exchange.ts'
import type { ForwardTargets } from './forward-targets.ts'
import type { MachineCredentials } from './machine-credentials.ts'

const ANSWER_MS = 60_000

/** Headers that are between two ends alone, and those that are made anew. */
const ofTheWay = new Set(['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect', 'accept-encoding'])

/**
 * Passes requests of clients on to services that are elsewhere, so that one endpoint serves them all: to endpoints as they were signed, or
 * with the key of their URL; to AWS signed with this machine's own credentials. What anybody may ask for, unsigned, is nobody's there too.
 */
export function createProxy(
  targets: ForwardTargets,
  awsCredentials: () => Promise<MachineCredentials>,
): NonNullable<DispatcherOptions['forward']> {
  const targetOf = (scope: string) => {
    const head = findService(scope)
    const target = head === undefined ? undefined : targets.get(head.name)
    return head === undefined || target === undefined ? undefined : { head, target }
  }
  const pass = async (
    scope: string,
    { method, url: path, headers, body, signal }: WireRequest,
    { region: ownRegion, isAnonymous }: { region: string; isAnonymous?: true },
  ): Promise<WireResponse> => {
    const { head, target } = targetOf(scope)!
    const { url: base, region } = addressOf(target, head.endpoint, ownRegion)
    const url = new URL(path, base)
    const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !ofTheWay.has(name)) as [string, string][]
    const bytes = Buffer.from(body)
    const plain: Record<string, string> = { ...Object.fromEntries(kept), host: url.host }
    const own = () => (target.kind === 'aws' ? awsCredentials() : target.credentials)
    const credentials = isAnonymous ? undefined : await own()
    if (credentials !== undefined) {
      for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token']) delete plain[name]
      if (credentials.sessionToken !== undefined) plain['x-amz-security-token'] = credentials.sessionToken
      const request = { method, url: url.pathname + url.search, headers: plain, body: bytes }
      Object.assign(plain, signatureHeaders(request, { ...credentials, region, service: scope, now: Date.now() }))
    }
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
    const answer = await exchange(url, { method, headers: plain, body: bytes }, waiting).catch(error => {
      // Nobody there, or no answer in time: who asked can tell by it what to start, "an unknown error" would say nothing.
      throw new ApiError('ServiceUnavailable', `${scope} is forwarded to ${url.origin}: ${(error as Error).message}`, { httpStatus: 503 })
    })
    const shown = Object.entries(answer.headers).filter(([name, value]) => value !== undefined && !ofTheWay.has(name)) as [string, string][]
    return { status: answer.status, headers: Object.fromEntries(shown), body: answer.body }
  }
  return { reaches: scope => targetOf(scope) !== undefined, pass }
}
