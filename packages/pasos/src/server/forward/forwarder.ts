import { exceptionName } from '@pasos/models'
import type { Forwarding } from '@pasos/services'
import { type LocalAnswer, readRemoteAnswer, signatureHeaders, writeRemoteCall } from '@pasos/wire'
import { addressOf } from './address-of.ts'
import { exchange } from './exchange.ts'
import type { ForwardTargets } from './forward-targets.ts'
import type { MachineCredentials } from './machine-credentials.ts'

export interface ForwarderOptions {
  targets: ForwardTargets
  /** What AWS itself is called with. */
  awsCredentials(): Promise<MachineCredentials>
  /** A session of the role, for endpoints. */
  roleSession(roleArn: string): MachineCredentials
  /** Epoch milliseconds. */
  now(): number
}

const ANSWER_MS = 60_000
/** AWS's limit of an agent's turn. */
const STREAM_MS = 900_000

/** Calls services that are elsewhere, signed: endpoints with a session of the role, AWS with this machine's own credentials. */
export function createForwarder({ targets, awsCredentials, roleSession, now }: ForwarderOptions): Forwarding {
  return {
    serves: service => targets.has(service),
    async call({ as, region: ownRegion, idempotencyToken, ...rest }, _caller, signal) {
      const call = { ...rest, requestId: idempotencyToken }
      const target = targets.get(call.service)!
      const { scope, endpoint, isStreamed, method, path, headers, body } = writeRemoteCall(call)
      const { url: base, region } = addressOf(target, endpoint, ownRegion)
      const url = new URL(path, base)
      const credentials = target.kind === 'aws' ? await awsCredentials() : (target.credentials ?? roleSession(as))
      const bytes = Buffer.from(body)
      const plain = {
        ...headers,
        host: url.host,
        ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
      }
      const request = { method, url: url.pathname + url.search, headers: plain, body: bytes }
      const signed = signatureHeaders(request, { ...credentials, region, service: scope, now: now() })
      const answer = await exchange(
        url,
        { method, headers: { ...plain, ...signed }, body: bytes },
        AbortSignal.any([signal, AbortSignal.timeout(isStreamed ? STREAM_MS : ANSWER_MS)]),
      )
      return told(readRemoteAnswer(call, answer), idempotencyToken)
    },
  }
}

function told(answer: LocalAnswer, requestId: string): Awaited<ReturnType<Forwarding['call']>> {
  if (answer.outcome === 'answered') return { ...answer, output: answer.output as never }
  const { code, shape, message, status } = answer
  const refusal = { code, message, status, requestId, ...(shape === undefined ? {} : { shape }) }
  return { outcome: 'refused', refusal, ...(shape === undefined ? {} : { exception: exceptionName(shape) }) }
}
