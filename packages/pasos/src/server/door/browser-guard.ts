import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request comes from a page that is none of ours. A browser marks its requests with `Origin` or `Sec-Fetch-Site`; such a
 * request must come from a page that this server sent itself, or be a link that opens one. SDKs, Terraform and the CLI send neither.
 */
export function isOfForeignPage(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (origin !== undefined) return origin !== `${scheme}://${host}`
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  // Another port of this machine is another program: `same-site` is as foreign as `cross-site`.
  return !isTopLevelVisit(headers)
}

/** Following a link from elsewhere to the console is fine: it reads a page and nothing else. */
function isTopLevelVisit(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}
