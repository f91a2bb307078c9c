import { ApiError, authorization, errorOf } from './aws-json.ts'
import { textIn } from './aws-query.ts'
import { ask } from './call-server.ts'

export interface Bucket {
  name: string
  created: Date | undefined
}

export interface StoredObject {
  key: string
  size: number
  modified: Date
}

export interface Listing {
  folders: string[]
  objects: StoredObject[]
  /** Where the next page begins; missing on the last. */
  next: string | undefined
}

async function call(method: 'GET' | 'PUT', path: string, body?: Blob): Promise<Response> {
  const headers = { authorization: authorization('s3'), ...(body?.type ? { 'content-type': body.type } : {}) }
  const answer = await fetch(path, { method, headers, ...(body ? { body } : {}) })
  if (!answer.ok) throw errorOf(answer, await answer.text())
  return answer
}

async function read(path: string): Promise<Document> {
  return xml(await (await call('GET', path)).text())
}

const xml = (text: string) => new DOMParser().parseFromString(text, 'application/xml')

export async function listBuckets(): Promise<Bucket[]> {
  const answer = await ask({ method: 'GET', url: '/', headers: { authorization: authorization('s3') }, body: '' })
  if (!answer.ok) throw errorOf(answer, await answer.text())
  const page = xml(await answer.text())
  return [...page.querySelectorAll('Buckets > Bucket')].map(bucket => {
    const created = textIn(bucket, 'CreationDate')
    return { name: textIn(bucket, 'Name') ?? '', created: created ? new Date(created) : undefined }
  })
}

export const createBucket = (name: string) => call('PUT', `/${encodeURIComponent(name)}`)

/** A page of what lies directly under a prefix, as in a folder. */
export async function listObjects(bucket: string, prefix: string, token: string | undefined): Promise<Listing> {
  const query = new URLSearchParams({ 'list-type': '2', delimiter: '/', 'encoding-type': 'url', 'max-keys': '100', prefix })
  if (token) query.set('continuation-token', token)
  const page = await read(`/${bucket}?${query}`)
  const decoded = (parent: Element, tag: string) => decodeURIComponent((textIn(parent, tag) ?? '').replaceAll('+', ' '))
  return {
    folders: [...page.querySelectorAll('CommonPrefixes')].map(each => decoded(each, 'Prefix')),
    objects: [...page.querySelectorAll('Contents')].map(each => ({
      key: decoded(each, 'Key'),
      size: Number(textIn(each, 'Size')),
      modified: new Date(textIn(each, 'LastModified') ?? 0),
    })),
    next: textIn(page, 'NextContinuationToken'),
  }
}

export async function getObject(bucket: string, key: string): Promise<Blob> {
  return (await call('GET', objectPath(bucket, key))).blob()
}

export async function putObject(bucket: string, key: string, content: Blob): Promise<void> {
  await call('PUT', objectPath(bucket, key), content)
}

/** A browser takes `.` and `..` out of an address, and would reach another object than the one that is meant. */
function objectPath(bucket: string, key: string): string {
  const parts = key.split('/')
  if (parts.some(part => part === '.' || part === '..')) throw new ApiError('InvalidURI', key, undefined)
  return `/${bucket}/${parts.map(encodeURIComponent).join('/')}`
}
