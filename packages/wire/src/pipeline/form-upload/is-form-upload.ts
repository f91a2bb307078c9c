import type { ParsedRequest } from '../../protocol/protocol.ts'
import { pathStyle } from '../../protocol/rest-xml/virtual-host.ts'

interface Head {
  request: Pick<ParsedRequest['request'], 'method' | 'headers'>
  path: string
  query: URLSearchParams
}

/** Whether a browser's form brings a file for a bucket: by path or by name, with nobody's signature but the one in it. */
export function isFormUpload({ request: { method, headers }, path, query }: Head): boolean {
  if (method !== 'POST' || headers['authorization'] !== undefined || query.size > 0) return false
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '')) return false
  return /^\/(?!_)[^/]+\/?$/.test(pathStyle(path, headers['host']))
}
