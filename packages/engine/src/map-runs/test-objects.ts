import { type Json, type JsonObject, memberOf, putMember } from '@pasos/asl'
import type { ItemRequest, ItemSource } from '../ports/map-runs.ts'
import { type ListedObject, ObjectsRefused, type StoredObjects } from '../ports/stored-objects.ts'

/** Objects in memory, handed out in pieces of a few bytes. `reads`: what was opened, and from where. */
export function testObjects(contents: Record<string, string | Uint8Array> = {}, pieceBytes = 7) {
  const objects = new Map(Object.entries(contents).map(([key, content]) => [key, Buffer.from(content)]))
  const reads: string[] = []
  const store: StoredObjects = {
    async read({ key }, { from, before, etag = 'v1' }) {
      reads.push(`${key}@${from}`)
      const content = objects.get(key)
      if (content === undefined || etag !== 'v1') throw new ObjectsRefused(`no ${key}`)
      return { size: content.length, etag: 'v1', bytes: pieces(content.subarray(from, before), pieceBytes) }
    },
    async list({ prefix = '' }, { after = '', limit }) {
      const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort()
      return { objects: keys.slice(0, limit).map(key => listed(key, objects.get(key)!)), isLast: keys.length <= limit }
    },
    async write({ bucket, key }, bytes) {
      if (bucket === 'none') throw new ObjectsRefused('The specified bucket does not exist')
      const parts: Uint8Array[] = []
      for await (const part of bytes) parts.push(part)
      objects.set(key, Buffer.concat(parts))
      return objects.get(key)!.length
    },
  }
  return { store, objects, reads }
}

async function* pieces(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

function listed(key: string, content: Buffer): ListedObject {
  return { key, etag: '"e"', size: content.length, lastModified: 1_700_000_000_500, storageClass: 'STANDARD' }
}

export function itemRequest(key: string, config: JsonObject, more: Partial<ItemRequest> = {}): ItemRequest {
  return {
    ...{ mapRunArn: 'arn:run', resource: 'arn:aws:states:::s3:getObject', request: { Bucket: 'b', Key: key }, config },
    ...{ roleArn: 'arn:role', stateMachineArn: 'arn:machine', item: 0, most: 1_000, ...more },
  }
}

/** All items, read in pages of `most`; `source(page)` says who reads the page. */
export async function allItems(source: (page: number) => ItemSource, request: ItemRequest): Promise<{ values: Json[]; keys: string[] }> {
  const values: Json[] = []
  const keys: string[] = []
  let cursor: string | undefined
  for (let page = 0; ; page++) {
    const read = await source(page).read({ ...request, item: values.length, ...(cursor === undefined ? {} : { cursor }) })
    if (read.outcome === 'failed') throw new Error(`${read.error}: ${read.cause}`)
    for (const [index, value] of read.values.entries()) putMember(values, values.length, memberOf(read.values, index, value))
    keys.push(...(read.keys ?? []))
    if (read.isLast) return { values, keys }
    cursor = read.next
  }
}
