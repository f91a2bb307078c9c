import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WireRequest } from '../operation.ts'
import { pathStyle } from '../protocol/rest-xml/virtual-host.ts'

/**
 * What of a query names a part of the resource, and so is signed: AWS's list, and whatever else makes another operation of an address. What
 * is not signed, whoever holds the address may add. `list-type` is not here: clients do not sign it, and both kinds of lists say the same.
 */
const subresources = new Set([
  ...['accelerate', 'acl', 'analytics', 'cors', 'defaultObjectAcl', 'delete', 'inventory', 'legal-hold', 'lifecycle', 'location'],
  ...['logging', 'metrics', 'notification', 'object-lock', 'partNumber', 'policy', 'replication', 'requestPayment', 'restore'],
  ...['retention', 'select', 'select-type', 'storageClass', 'tagging', 'torrent', 'uploadId', 'uploads', 'versionId', 'versioning'],
  ...['versions', 'website', 'response-cache-control', 'response-content-disposition', 'response-content-encoding'],
  ...['response-content-language', 'response-content-type', 'response-expires'],
  ...['abac', 'annotation', 'attributes', 'encryption', 'intelligent-tiering', 'metadataAnnotationTable', 'metadataConfiguration'],
  ...['metadataInventoryTable', 'metadataJournalTable', 'metadataTable', 'ownershipControls', 'policyStatus', 'publicAccessBlock'],
  ...['renameObject', 'session'],
])

/** Whether an address of S3 is signed as Version 2 does, which boto3 and the command line do where nobody asks for Version 4. */
export function isVersion2(query: URLSearchParams): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature') && query.has('Expires') && !query.has('X-Amz-Signature')
}

/**
 * Signs the address again and compares in constant time. What a client would have sent as a header may stand in the query.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html#RESTAuthenticationQueryStringAuth
 */
export function isSignedByVersion2(request: WireRequest, signature: string, secret: string): boolean {
  const given = Buffer.from(signature, 'base64')
  return textsOf(request).some(text => {
    const expected = createHmac('sha1', secret).update(text).digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

/** Of a bucket there are two: clients sign it with a slash at its end, whether they send that or not. */
function textsOf({ method, url, headers }: WireRequest): string[] {
  // All that stands after the first mark, further marks too: the request is read that way.
  const mark = url.indexOf('?')
  const path = url.slice(0, mark)
  const query = new URLSearchParams(url.slice(mark + 1))
  const told = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]))
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) told.set(name, value)
  const amz = [...told].filter(([name]) => name.startsWith('x-amz-')).sort(([a], [b]) => (a < b ? -1 : 1))
  const parts = [...query].filter(([name]) => subresources.has(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  const asked = parts.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')
  const before = [
    ...[method, told.get('content-md5') ?? '', told.get('content-type') ?? '', query.get('Expires') ?? ''],
    ...amz.map(([name, value]) => `${name}:${value.trim()}`),
  ].join('\n')
  const place = pathStyle(path, headers['host'])
  const places = /^\/[^/]+$/.test(place) ? [place, `${place}/`] : [place]
  return places.map(each => `${before}\n${each}${asked === '' ? '' : `?${asked}`}`)
}
