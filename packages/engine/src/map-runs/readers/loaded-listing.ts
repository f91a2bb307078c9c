import { chainedFiles, type DataFile } from './chained-files.ts'
import type { Items, Place, Reading } from './item-reader.ts'
import { listPages } from './listed-objects.ts'

/** Transformation LOAD_AND_FLATTEN: not the listed objects are the items, but what they hold. */
export function loadedListing(listing: Reading, read: (reading: Reading, from?: Place) => Items, from?: Place): Items {
  async function* files(mark: unknown): AsyncGenerator<DataFile> {
    const first = typeof mark === 'string' ? mark : undefined
    if (first !== undefined) yield fileOf(listing, first)
    // What stands for a folder holds nothing.
    for await (const objects of listPages(listing, first))
      for (const { key, size } of objects) if (size > 0 || !key.endsWith('/')) yield fileOf(listing, key)
  }
  return chainedFiles(files, read, from)
}

function fileOf({ objects, config, place }: Reading, key: string): DataFile {
  return { reading: { objects, config, place: { ...place, key } }, mark: key, source: `S3://${place.bucket}/${key}` }
}
