import { afterPrefix, type DataStore } from '@pasos/engine'
import { currentPlace, currentSpace } from '../objects/object-keys.ts'
import { parseObject, type StoredObject } from '../objects/object-store.ts'

/** One line of a listing: an object, or all that begin alike up to the delimiter. */
export type ListedEntry = { object: StoredObject } | { prefix: string }

const READ_AT_ONCE = 250

/**
 * Lists a bucket's keys in order, from behind `after`, at most `limit` lines. What lies below a common prefix is skipped and not read,
 * so a listing costs what it shows.
 */
export async function walkKeys(
  data: DataStore,
  bucketId: string,
  { prefix = '', delimiter = '', after = '', limit }: { prefix?: string; delimiter?: string; after?: string; limit: number },
): Promise<{ entries: ListedEntry[]; isTruncated: boolean }> {
  const before = afterPrefix(currentPlace(bucketId, prefix))
  const entries: ListedEntry[] = []
  let from = startOf(bucketId, prefix, delimiter, after)
  for (;;) {
    const page = await data.scan(currentSpace, { from, before, limit: READ_AT_ONCE })
    let hasSkipped = false
    for (const { key: place, value } of page) {
      const object = parseObject(value)
      from = `${place}\u0000`
      if (object.isDeleteMarker) continue
      if (entries.length === limit) return { entries, isTruncated: true }
      const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
      if (cut < 0) {
        entries.push({ object })
        continue
      }
      const common = object.key.slice(0, cut + delimiter.length)
      entries.push({ prefix: common })
      from = afterPrefix(currentPlace(bucketId, common))
      hasSkipped = true
      break
    }
    if (page.length < READ_AT_ONCE && !hasSkipped) return { entries, isTruncated: false }
  }
}

/** A listing that went up to a common prefix goes on behind all that begin with it. */
function startOf(bucketId: string, prefix: string, delimiter: string, after: string): string {
  if (after === '') return currentPlace(bucketId, prefix)
  const isCommon = delimiter !== '' && after.startsWith(prefix) && after.endsWith(delimiter) && after.length > prefix.length
  const place = isCommon ? afterPrefix(currentPlace(bucketId, after)) : `${currentPlace(bucketId, after)}\u0000`
  const first = currentPlace(bucketId, prefix)
  return compareKeys(place, first) > 0 ? place : first
}

/** The order of keys, by their UTF-8 bytes, which JavaScript's own comparison is not. */
export function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
