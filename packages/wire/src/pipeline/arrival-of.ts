import type { Arrival, OperationContext } from '../operation.ts'

/** What policies may know of how a request came. `headers`: by names in small letters. */
export function arrivalOf(
  { sourceIp, isSecure }: Arrival,
  { referer, 'user-agent': userAgent }: { referer?: string | undefined; 'user-agent'?: string | undefined },
): NonNullable<OperationContext['arrival']> {
  return {
    isSecure,
    ...(sourceIp !== undefined && { sourceIp }),
    ...(userAgent !== undefined && { userAgent }),
    ...(referer !== undefined && { referer }),
  }
}
