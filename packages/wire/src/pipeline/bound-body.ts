import type { BodySource } from '../operation.ts'
import type { Claim } from './claim.ts'
import { WireFault } from './wire-faults.ts'

/** The body of a request in flight did not come as it should have. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  /** Larger than allowed; so slow that others must not wait for it; or its client went away. */
  readonly reason: 'too-large' | 'too-slow' | 'gone'

  constructor(reason: BodyError['reason']) {
    super(reason)
    this.reason = reason
  }
}

const MEBIBYTE = 1024 * 1024

/** Bytes that the body of that operation's request may have. */
export function bodyLimit({ desk }: Claim, operation: string | undefined): number {
  const limits = desk?.bodyLimits ?? {}
  return (operation !== undefined && Object.hasOwn(limits, operation) ? limits[operation] : undefined) ?? MEBIBYTE
}

/**
 * Reads the body up to the limit of the operation that the head names. Nobody has authenticated yet: what nobody signed gets no more than
 * 6 MiB, which is all that can be sent without being code.
 * @throws WireFault in the words of Lambda, the one service that says how large is too large
 */
export function boundBody(
  source: BodySource,
  claimed: Claim,
  name: string | undefined,
  isSigned: boolean,
): Uint8Array | Promise<Uint8Array> {
  const limit = Math.min(bodyLimit(claimed, name), isSigned ? Number.POSITIVE_INFINITY : 6 * MEBIBYTE)
  const tooLarge = () =>
    new WireFault('too-large', `Request must be smaller than ${limit} bytes${name === undefined ? '' : ` for the ${name} operation`}`)
  if (typeof source !== 'function') {
    if (source.length > limit) throw tooLarge()
    return source
  }
  return source(limit).catch(error => {
    if (!(error instanceof BodyError)) throw error
    if (error.reason === 'too-large') throw tooLarge()
    throw new WireFault('incomplete-body', 'The request body did not arrive in time.')
  })
}
