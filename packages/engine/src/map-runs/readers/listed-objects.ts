import type { ListedObject } from '../../ports/stored-objects.ts'
import type { Items, Place, ReadItem, Reading } from './item-reader.ts'

const pageSize = 1_000

/** The objects under a prefix as items; what a page of them is called is the last key of the page before. */
export async function* listedObjects({ objects, place: { key, ...place } }: Reading, from?: Place): Items {
  let after = typeof from?.['after'] === 'string' ? from['after'] : undefined
  for (let isLast = false; !isLast; ) {
    const page = await objects.list({ ...place, prefix: key }, { limit: pageSize, ...(after === undefined ? {} : { after }) })
    if (page.objects.length > 0) yield page.objects.map(itemOf)
    after = page.objects.at(-1)?.key
    isLast = page.isLast || after === undefined
  }
}

/** AWS: `Etag` is spelled so, with its quotes, and times are epoch seconds. */
function itemOf({ key, etag, size, lastModified, storageClass }: ListedObject): ReadItem {
  const value = { Etag: etag, Key: key, LastModified: Math.floor(lastModified / 1000), Size: size, StorageClass: storageClass }
  return { value, next: { after: key }, bytes: 100 + key.length }
}
