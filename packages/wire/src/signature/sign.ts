import type { WireRequest } from '../operation.ts'
import { canonicalRequest } from './canonical-request.ts'
import { toBasic } from './signature.ts'
import { signatureOf } from './verify.ts'

export interface SigningOptions {
  accessKeyId: string
  secretAccessKey: string
  region: string
  /** The scope: `states`. */
  service: string
  /** Epoch milliseconds. */
  now: number
}

/**
 * The headers that sign a request: `x-amz-date` and `authorization`. All headers that the request has are signed; `host` must be among
 * them.
 */
export function signatureHeaders(request: Omit<WireRequest, 'signal'>, options: SigningOptions): Record<string, string> {
  const timestamp = toBasic(options.now)
  const date = timestamp.slice(0, 8)
  const headers = { ...request.headers, 'x-amz-date': timestamp }
  const signedHeaders = Object.keys(headers).sort()
  const place = { date, region: options.region, service: options.service, timestamp }
  const text = canonicalRequest({ ...request, headers }, signedHeaders, options.service)
  const signature = signatureOf(text, place, options.secretAccessKey).toString('hex')
  const credential = `${options.accessKeyId}/${date}/${options.region}/${options.service}/aws4_request`
  return {
    'x-amz-date': timestamp,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  }
}

/**
 * The address of a GET that is signed in itself, so that whoever holds it may ask once more until it expires. `headers`: those that
 * must be sent with it, in small letters; `host` must be among them.
 */
export function presignedUrl(
  { url, headers, expiresSeconds }: { url: URL; headers: Readonly<Record<string, string>>; expiresSeconds: number },
  { sessionToken, ...options }: SigningOptions & { sessionToken?: string | undefined },
): URL {
  const timestamp = toBasic(options.now)
  const date = timestamp.slice(0, 8)
  const place = { date, region: options.region, service: options.service, timestamp }
  const signedHeaders = Object.keys(headers).sort()
  const signed = new URL(url)
  const fields = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${options.accessKeyId}/${date}/${options.region}/${options.service}/aws4_request`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expiresSeconds),
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': signedHeaders.join(';'),
  }
  for (const [name, value] of Object.entries(fields)) signed.searchParams.set(name, value)
  const request = { method: 'GET', url: signed.pathname + signed.search, headers, body: Buffer.alloc(0) }
  const text = canonicalRequest(request, signedHeaders, options.service)
  signed.searchParams.set('X-Amz-Signature', signatureOf(text, place, options.secretAccessKey).toString('hex'))
  return signed
}
