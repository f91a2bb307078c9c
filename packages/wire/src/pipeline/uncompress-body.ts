import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type ParsedRequest, withBody } from '../protocol/protocol.ts'
import { bodyLimit } from './bound-body.ts'
import { type Claim, claimedOperation } from './claim.ts'
import { WireFault } from './wire-faults.ts'

const unzip = promisify(gunzip)

/** Asked of every request; what nobody compressed waits for nothing. */
export function isCompressed({ request }: ParsedRequest): boolean {
  return request.headers['content-encoding'] === 'gzip'
}

/**
 * A request that is compressed, with the body that its client had: the SDKs do so with metrics of 10 kB and more. What was signed is the compressed
 * one. For REST services the header describes an object or a payload, which is nobody's to open; those requests stay as they are.
 * @throws WireFault for what is no gzip, or becomes larger than the body may be
 */
export async function uncompressBody(parsed: ParsedRequest, claimed: Claim): Promise<ParsedRequest> {
  const { body } = parsed.request
  const isMessage = ['json', 'query', 'cbor'].includes(claimed.protocol.family)
  if (!isMessage || body.length === 0) return parsed
  const limit = bodyLimit(claimed, claimedOperation(claimed, parsed)?.operation)
  try {
    return withBody(parsed, await unzip(body, { maxOutputLength: limit }))
  } catch (error) {
    const isLarge = error instanceof RangeError
    throw isLarge
      ? new WireFault('too-large', `Request must be smaller than ${limit} bytes`)
      : new WireFault('undecodable', 'The request body is not valid gzip.')
  }
}
