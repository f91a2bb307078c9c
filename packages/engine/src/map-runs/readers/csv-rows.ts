import { csvFields, givenHeaders, type Json } from '@pasos/asl'
import { cutRecords, type RecordEnds, withoutByteOrderMark } from './cut-records.ts'
import { type Items, ItemsUnreadable, type Place, type ReadItem, type Reading } from './item-reader.ts'
import { unpackedBytes } from './unpacked-bytes.ts'

/** AWS ("ItemReader", CSVHeaderLocation): headers of 10 KiB at most. */
const longestHeaders = 10 * 1024

const delimiters: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' }

/**
 * Rows as objects of texts under the headers of the first row or of the definition. AWS ("Parsing an input CSV file"): what a row has
 * too few are empty, what it has too many are dropped; an empty line is no item, a line of spaces is.
 */
export async function* csvRows(reading: Reading, from?: Place): Items {
  const { config } = reading
  const delimiter = delimiters[String(config['CSVDelimiter'] ?? 'COMMA')] ?? ','
  const { etag, chunks } = await unpackedBytes(reading, from)
  // Headers that are said to be given and are not must not make the first item disappear.
  const given = config['CSVHeaderLocation'] === 'GIVEN' ? (config['CSVHeaders'] ?? null) : undefined
  let headers = headersOf(from?.['headers'] ?? given)
  let isFirst = from?.['at'] === undefined
  for await (const records of cutRecords(chunks, Number(from?.['at'] ?? 0), rowEnds(delimiter))) {
    const items: ReadItem[] = []
    for (const { text: line, next } of records) {
      const text = isFirst ? withoutByteOrderMark(line) : line
      isFirst = false
      if (text === '') continue
      const fields = csvFields(text, delimiter)
      if (headers === undefined) headers = withinBounds(fields, text)
      else items.push({ value: rowOf(headers, fields), next: { at: next, etag, headers: [...headers] }, bytes: text.length })
    }
    yield items
  }
}

function headersOf(given: Json | undefined): string[] | undefined {
  if (given === undefined) return undefined
  const headers = givenHeaders(given, cause => new ItemsUnreadable(cause))
  return withinBounds(headers, headers.join(','))
}

/** @param text the headers as they are written */
function withinBounds(headers: string[], text: string): string[] {
  if (Buffer.byteLength(text) > longestHeaders) throw new ItemsUnreadable('The CSV headers are larger than 10 KiB.')
  return headers
}

function rowOf(headers: readonly string[], fields: readonly string[]): Json {
  return Object.fromEntries(headers.map((header, index) => [header, fields[index] ?? '']))
}

const LF = 10
const QUOTE = 34
const BACKSLASH = 92

/**
 * A line break within quotes, or behind a backslash, ends no row. A doubled quote within quotes closes them and opens them again,
 * which comes to the same here.
 */
function rowEnds(delimiterText: string): RecordEnds {
  const delimiter = delimiterText.charCodeAt(0)
  let isQuoted = false
  let isEscaped = false
  let isFieldStart = true
  let hasClosed = false
  return {
    find(chunk, from) {
      for (let index = from; index < chunk.length; index++) {
        const byte = chunk[index]
        const mayOpen = isFieldStart || hasClosed
        isFieldStart = false
        hasClosed = false
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (isQuoted) {
          isQuoted = byte !== QUOTE
          hasClosed = !isQuoted
        } else if (byte === QUOTE) isQuoted = mayOpen
        else if (byte === delimiter) isFieldStart = true
        else if (byte === LF) {
          isFieldStart = true
          return index
        }
      }
      return -1
    },
  }
}
