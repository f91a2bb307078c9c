/** A call as SDKs send it, with all of its body. */
export interface PlainCall {
  /** By names in small letters; each came once. */
  headers: Record<string, string>
  body: Buffer
}

const LINE = 'POST / HTTP/1.1\r\n'
const BETWEEN = '\r\n\r\n'
const MOST_HEAD_BYTES = 8 * 1024
/** Nothing but visible letters and spaces: no line that goes on in the next, no end of a line that others would read as none. */
const LINES = /^POST \/ HTTP\/1\.1\r\n(?:[A-Za-z0-9-]+:[ -~]*\r\n)+$/
/** What says how a message is to be read, or that a browser has sent it. */
const NOT_PLAIN = new Set([
  ...['transfer-encoding', 'te', 'trailer', 'expect', 'upgrade', 'http2-settings', 'keep-alive', 'proxy-connection'],
  ...['origin', 'cookie'],
])

/**
 * Takes apart a call that came as SDKs send it: one `POST /` in HTTP/1.1 with its length, in one piece, and nothing after it. Nothing for
 * whatever is the least bit otherwise: Node's parser reads that, and decides what is wrong with it.
 */
export function readPlainCall(chunk: Buffer): PlainCall | undefined {
  const headEnd = chunk.indexOf(BETWEEN)
  if (headEnd < 0 || headEnd > MOST_HEAD_BYTES) return undefined
  const head = chunk.toString('latin1', 0, headEnd + 2)
  if (!LINES.test(head)) return undefined
  const headers: Record<string, string> = {}
  for (let from = LINE.length; from < head.length; ) {
    const colon = head.indexOf(':', from)
    const end = head.indexOf('\r\n', colon)
    const name = head.slice(from, colon).toLowerCase()
    // What comes twice is joined in ways of its own.
    if (Object.hasOwn(headers, name) || NOT_PLAIN.has(name) || name.startsWith('sec-')) return undefined
    headers[name] = head.slice(colon + 1, end).trim()
    from = end + 2
  }
  const { host, connection = 'keep-alive', 'content-length': length = '' } = headers
  const isPlain = host !== undefined && connection.toLowerCase() === 'keep-alive' && /^\d{1,6}$/.test(length)
  const bodyFrom = headEnd + BETWEEN.length
  return isPlain && Number(length) === chunk.length - bodyFrom ? { headers, body: chunk.subarray(bodyFrom) } : undefined
}
