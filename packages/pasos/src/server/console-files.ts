import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Route } from './listener.ts'

interface StaticFile {
  type: string
  plain: Buffer
  zipped: Buffer | undefined
  isHashed: boolean
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
}

/** Where the page has its nonce, a new one for each answer. */
const NONCE = '@CSP_NONCE@'
/** No inline script, nothing from elsewhere, no framing; no style in markup, and style elements by nonce alone: the editor (CodeMirror) adds some. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  `style-src 'self' 'nonce-${NONCE}'`,
  "style-src-attr 'none'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serves the built console from memory. Any unsigned GET that asks for a page and names no file gets the console's one page, so
 * that each view has a URL of its own; signed requests and those of the SDKs pass by.
 */
export function consoleFiles(folder: string): Route {
  const files = new Map<string, StaticFile>()
  const read = (path: string) => {
    const known = files.get(path)
    if (known) return known
    const loaded = load(folder, path)
    if (loaded) files.set(path, loaded)
    return loaded
  }
  let names = new Set(listFiles(folder))
  let listedAt = performance.now()
  let builtAt = modifiedAt(folder)
  const list = () => {
    names = new Set(listFiles(folder))
    listedAt = performance.now()
  }
  /** A rebuild while the server runs is noticed by the page's own file: one `stat` per request. While it is away, what was stays. */
  const refresh = () => {
    const now = modifiedAt(folder)
    if (now === undefined || now === builtAt) return
    builtAt = now
    list()
    files.clear()
  }
  /** A build writes its page before the last of its scripts: one that was not there yet is looked for again, once a second at most. */
  const isThere = (path: string) => {
    if (!names.has(path) && path.startsWith('/assets/') && performance.now() - listedAt > 1_000) list()
    return names.has(path)
  }
  return (request, response, { path, query }) => {
    // The link in a letter, such as the one that confirms a subscription, is a call, though a browser makes it.
    if (query.has('Action')) return false
    if ((request.method !== 'GET' && request.method !== 'HEAD') || request.headers.authorization !== undefined) return false
    refresh()
    // Who only asks whether somebody is there (a proxy, `curl -I`) says no more of what it accepts.
    const isProbe = request.method === 'HEAD' && path === '/'
    const wantsPage = isProbe || (request.headers.accept ?? '').includes('text/html')
    const name = isThere(path) ? path : wantsPage ? '/index.html' : undefined
    const found = name === undefined ? undefined : read(name)
    if (!found) return false
    const nonce = randomBytes(18).toString('base64')
    const file = found.type === TYPES['.html'] ? withNonce(found, nonce) : found
    const zipped = file.zipped !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? file.zipped : undefined
    const content = zipped ?? file.plain
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': content.length,
      'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': CONTENT_SECURITY_POLICY.replace(NONCE, nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'accept-encoding',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : content)
    return true
  }
}

function withNonce(file: StaticFile, nonce: string): StaticFile {
  const plain = Buffer.from(file.plain.toString().replaceAll(NONCE, nonce))
  return { ...file, plain, zipped: gzipSync(plain) }
}

function modifiedAt(folder: string): number | undefined {
  return statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs
}

function load(folder: string, path: string): StaticFile | undefined {
  try {
    const plain = readFileSync(join(folder, path))
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    const isText = /text|json|svg/.test(type)
    return { type, plain, zipped: isText ? gzipSync(plain) : undefined, isHashed: path.startsWith('/assets/') }
  } catch {
    return undefined
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => statSync(join(folder, name)).isFile())
      .map(name => `/${name.split(sep).join('/')}`)
      .filter(name => !name.split('/').some(part => part.startsWith('.')))
  } catch {
    return []
  }
}
