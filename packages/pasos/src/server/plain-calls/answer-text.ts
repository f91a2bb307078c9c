import { STATUS_CODES } from 'node:http'

/** What Node refuses to write, too: with an end of a line a value could pass for another header, or for a body. */
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/

/**
 * The head of an answer, line by line what Node writes, for a connection that is kept or not.
 * @throws RangeError for a header that cannot be written
 */
export function answerHead(
  { status, headers, bodyBytes }: { status: number; headers: Readonly<Record<string, string>>; bodyBytes: number },
  keptSeconds: number | undefined,
): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  for (const name in headers) {
    if (name === 'content-length') continue
    const value = headers[name]!
    if (FORBIDDEN.test(value)) throw new RangeError(`The header ${name} cannot be written`)
    head += `${name}: ${value}\r\n`
  }
  const kept = keptSeconds === undefined ? 'Connection: close' : `Connection: keep-alive\r\nKeep-Alive: timeout=${keptSeconds}`
  return `${head}content-length: ${bodyBytes}\r\nDate: ${dateText(Date.now())}\r\n${kept}\r\n\r\n`
}

let written = { second: 0, text: '' }

/** Many answers share a second. */
function dateText(now: number): string {
  const second = Math.floor(now / 1_000)
  if (second !== written.second) written = { second, text: new Date(now).toUTCString() }
  return written.text
}
