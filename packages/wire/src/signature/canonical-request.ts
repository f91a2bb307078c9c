import { hash } from 'node:crypto'
import type { WireRequest } from '../operation.ts'

/**
 * The text whose hash is signed: method, path, query, signed headers, hash of the body.
 * Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html; the path is normalized and
 * escaped once more, for every service but S3, whose keys may look like anything and whose bodies may still be on their way: there the
 * hash is the one that a header says, and whoever reads the body holds it to that.
 */
export function canonicalRequest(request: Omit<WireRequest, 'signal'>, signedHeaders: readonly string[], service = ''): string {
  const mark = request.url.indexOf('?')
  const path = mark < 0 ? request.url : request.url.slice(0, mark)
  const query = mark < 0 ? '' : request.url.slice(mark + 1)
  const headers = signedHeaders.map(name => `${name}:${canonicalHeader(request.headers[name] ?? '')}\n`).join('')
  const isS3 = service === 's3'
  const bodyHash = isS3
    ? (request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD')
    : (request.bodyHash ?? hash('sha256', request.body, 'hex'))
  return `${request.method}\n${isS3 ? path : canonicalPath(path)}\n${canonicalQuery(query)}\n${headers}\n${signedHeaders.join(';')}\n${bodyHash}`
}

function canonicalHeader(value: string): string {
  return value.trim().replace(/\s+/g, ' ')
}

function canonicalPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(escapeUri(segment))
  }
  const slash = path.endsWith('/') && kept.length > 0 ? '/' : ''
  return `/${kept.join('/')}${slash}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  const fields = query.split('&').flatMap(field => {
    if (field === '') return []
    const equals = field.indexOf('=')
    const name = equals < 0 ? field : field.slice(0, equals)
    const value = equals < 0 ? '' : field.slice(equals + 1)
    const key = escapeUri(unescapeUri(name))
    return key === 'X-Amz-Signature' ? [] : [[key, escapeUri(unescapeUri(value))] as const]
  })
  fields.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
  return fields.map(([name, value]) => `${name}=${value}`).join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unescapeUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not an escape at all: then it stands for itself.
    return text
  }
}
