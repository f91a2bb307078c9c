import { pointerNames } from '@pasos/asl'
import { type Items, ItemsUnreadable, type Place, type Reading } from './item-reader.ts'
import { JsonItemScanner } from './json-item-scanner.ts'
import { unpackedBytes } from './unpacked-bytes.ts'

/** The members of the list, or object, that ItemsPointer leads to in a JSON text; without one, of the list that the text is. */
export async function* jsonItems(reading: Reading, from?: Place): Items {
  const { etag, chunks } = await unpackedBytes(reading, from)
  const scanner = new JsonItemScanner(pointerOf(reading), etag, from)
  for await (const chunk of chunks) {
    const items = scanner.push(chunk)
    if (items.length > 0) yield items
    if (scanner.isThrough) return
  }
  scanner.end()
}

function pointerOf({ config }: Reading): string[] {
  const pointer = config['ItemsPointer']
  return typeof pointer === 'string' ? pointerNames(pointer, cause => new ItemsUnreadable(cause)) : []
}
