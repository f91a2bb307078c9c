/**
 * The trace that a request belongs to, in the form of X-Ray's header (`Root=…;Parent=…;Sampled=1`): what its `X-Amzn-Trace-Id` says, or
 * else its `traceparent`, https://www.w3.org/TR/trace-context/. A trace's id is 32 hexadecimal digits in both; X-Ray writes two dashes in it.
 */
export function traceHeaderOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const own = headers['x-amzn-trace-id']
  // As long as the API's member may be.
  if (own !== undefined && own.length <= 256 && /^[ -~]*$/.test(own)) return own
  const [, version, trace = '', span = '', flags = ''] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(headers['traceparent'] ?? '') ?? []
  if (version === undefined || version === 'ff' || /^0+$/.test(trace) || /^0+$/.test(span)) return undefined
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=${Number.parseInt(flags, 16) & 1}`
}
