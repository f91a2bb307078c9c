import { putMember, SpelledNumber, toJavaDouble } from '@pasos/asl'
import type { ListedObject } from '../../ports/stored-objects.ts'
import type { Items, Place, ReadItem, Reading } from './item-reader.ts'

const pageSize = 1_000

/** The objects under a prefix as items. */
export async function* listedObjects(listing: Reading, from?: Place): Items {
  const after = typeof from?.['after'] === 'string' ? from['after'] : undefined
  for await (const page of listPages(listing, after)) yield page.map(itemOf)
}

/** The objects under a prefix, behind a key. */
export async function* listPages({ objects, place: { key, ...place } }: Reading, from?: string): AsyncGenerator<ListedObject[]> {
  let after = from
  for (let isLast = false; !isLast; ) {
    const page = await objects.list({ ...place, prefix: key }, { limit: pageSize, ...(after === undefined ? {} : { after }) })
    if (page.objects.length > 0) yield page.objects
    after = page.objects.at(-1)?.key
    isLast = page.isLast || after === undefined
  }
}

/** AWS: `Etag` is spelled so, with its quotes, and times are epoch seconds, written as Java writes a double. */
function itemOf({ key, etag, size, lastModified, storageClass }: ListedObject): ReadItem {
  const value = { Etag: etag, Key: key, LastModified: 0, Size: size, StorageClass: storageClass }
  const seconds = Math.floor(lastModified / 1000)
  putMember(value, 'LastModified', new SpelledNumber(seconds, toJavaDouble(seconds)))
  return { value, next: { after: key }, bytes: 100 + key.length }
}
