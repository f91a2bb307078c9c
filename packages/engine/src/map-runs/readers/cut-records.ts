import { ItemsUnreadable, longestItem } from './item-reader.ts'

/** One record of a text, without the line break behind it, and the offset of the record behind it. */
export interface TextRecord {
  text: string
  next: number
}

/** Finds where records end; it remembers what it has seen of the one that has not ended yet. */
export interface RecordEnds {
  /** Index of the line break that ends the record, from an index on; -1 when the chunk has none. */
  find(chunk: Uint8Array, from: number): number
}

const LF = 10
const CR = 13

export const lineEnds: RecordEnds = { find: (chunk, from) => chunk.indexOf(LF, from) }

/** Cuts bytes into records, a chunk's at a time. What is left when the bytes end is a record too, unless it is empty. */
export async function* cutRecords(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  ends: RecordEnds,
): AsyncGenerator<readonly TextRecord[]> {
  let open: Uint8Array[] = []
  let length = 0
  let offset = from
  for await (const chunk of chunks) {
    const records: TextRecord[] = []
    let start = 0
    for (let end = ends.find(chunk, 0); end !== -1; end = ends.find(chunk, start)) {
      records.push({ text: textOf([...open, chunk.subarray(start, end)]), next: offset + end + 1 })
      start = end + 1
      open = []
      length = 0
    }
    if (start < chunk.length) open.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > longestItem) throw new ItemsUnreadable('An item in the data is larger than 8 MB.')
    offset += chunk.length
    if (records.length > 0) yield records
  }
  if (length > 0) yield [{ text: textOf(open), next: offset }]
}

function textOf(parts: readonly Uint8Array[]): string {
  const [first] = parts
  const bytes = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts)
  const end = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8')
}

/** A text without the mark that some programs begin files with. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
