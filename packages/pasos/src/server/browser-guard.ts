import type { Route } from './listener.ts'

const LOOPBACK = /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/**
 * Keeps other people's web pages out. A browser marks its requests with `Origin` or `Sec-Fetch-Site`; such a request must come from a
 * page that this server sent itself, under a loopback name. That stops cross-site forms and scripts, and DNS rebinding, where a
 * foreign name points at this machine. SDKs, Terraform and the CLI send neither header and may use any Host.
 */
export const browserGuard: Route = (request, response) => {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin === undefined && site === undefined) return false
  const isOurHost = host !== undefined && LOOPBACK.test(host)
  const isOurPage = origin === undefined ? site !== 'cross-site' || isTopLevelVisit(request.headers) : origin === `http://${host}`
  if (isOurHost && isOurPage) return false
  response.writeHead(403, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ message: 'Pasos answers web pages only when it served them itself, under a loopback name.' }))
  return true
}

/** Following a link from elsewhere to the console is fine: it reads a page and nothing else. */
function isTopLevelVisit(headers: Record<string, string | string[] | undefined>): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}
