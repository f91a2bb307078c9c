import { parseMember } from '@pasos/asl'
import { cutRecords, lineEnds, type TextRecord, withoutByteOrderMark } from './cut-records.ts'
import { type Items, ItemsUnreadable, type Place, type ReadItem, type Reading } from './item-reader.ts'
import { unpackedBytes } from './unpacked-bytes.ts'

/** JSON Lines: each line is an item; empty ones are none. */
export async function* jsonLines(reading: Reading, from?: Place): Items {
  const { etag, chunks } = await unpackedBytes(reading, from)
  for await (const records of cutRecords(chunks, Number(from?.['at'] ?? 0), lineEnds)) {
    const items: ReadItem[] = []
    for (const record of records) if (record.text.trim() !== '') items.push(itemOf(record, etag))
    yield items
  }
}

function itemOf({ text, next }: TextRecord, etag: string): ReadItem {
  try {
    return { value: parseMember(withoutByteOrderMark(text)), next: { at: next, etag }, bytes: text.length }
  } catch {
    throw new ItemsUnreadable(`The data is not valid JSON Lines: the line that ends at byte ${next} can't be parsed.`)
  }
}
