import type { Json } from '@pasos/asl'
import type { Items, Place, ReadItem, Reading } from './item-reader.ts'

/** A file whose data are items, and the mark by which its place among the files is found again. */
export interface DataFile {
  reading: Reading
  mark: Json
  /** As `$$.Map.Item.Source` names it, where items know which file they are from. */
  source?: string
}

type FileReader = (reading: Reading, from?: Place) => Items

/**
 * The items of many files, one file after the other.
 *
 * @param files those from a mark on, the marked one included; undefined: all
 */
export async function* chainedFiles(files: (from: Json | undefined) => AsyncIterable<DataFile>, read: FileReader, from?: Place): Items {
  let within = from?.['within']
  for await (const { reading, mark, source } of files(from?.['file'])) {
    const place = within === undefined ? undefined : (within as Place)
    within = undefined
    for await (const items of read(reading, place)) yield items.map(item => placed(item, mark, source))
  }
}

function placed(item: ReadItem, file: Json, source: string | undefined): ReadItem {
  return { ...item, next: { file, within: item.next }, ...(source === undefined ? {} : { source }) }
}
