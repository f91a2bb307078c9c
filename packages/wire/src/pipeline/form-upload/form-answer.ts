import { escapeXml } from '../../codec/xml.ts'
import type { WireResponse } from '../../operation.ts'
import { escapeUri } from '../../signature/canonical-request.ts'

interface Uploaded {
  bucket: string
  key: string
  etag: string
  /** The address that the form was sent to. */
  path: string
  fields: ReadonlyMap<string, string>
}

/**
 * What a form's sender is told: 204, or what `success_action_status` asks for, or the way to `success_action_redirect`; what cannot be
 * followed does not count, as AWS says.
 * @param answered what a PutObject would be told, whose headers it has
 */
export function formAnswer(answered: WireResponse, { bucket, key, etag, path, fields }: Uploaded): WireResponse {
  const location = `${path.replace(/\/$/, '')}/${escapeUri(key).replaceAll('%2F', '/')}`
  const headers = { ...answered.headers, location }
  const target = redirectOf(fields.get('success_action_redirect') ?? fields.get('redirect'))
  if (target !== undefined) {
    for (const [name, value] of Object.entries({ bucket, key, etag })) target.searchParams.set(name, value)
    return { status: 303, headers: { ...headers, location: target.href }, body: '' }
  }
  const status = fields.get('success_action_status')
  if (status === '201') {
    const members = { Location: location, Bucket: bucket, Key: key, ETag: etag }
    const elements = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${elements.join('')}</PostResponse>`
    return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body }
  }
  return { status: status === '200' ? 200 : 204, headers, body: '' }
}

function redirectOf(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined
}
