import { textToBytes } from '../intrinsic/utf8.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import { csvFields } from '../map-run/csv-fields.ts'
import { mostItems } from '../map-run/most-items.ts'
import { givenHeaders, pointerNames } from '../map-run/reader-config.ts'
import { numberOf, putMember, sliceOf } from '../spelled-numbers.ts'
import { membersOf } from '../step/map-items.ts'

/** The items in an ItemReader's data, and what ItemsPointer led to where the reader has one. */
export interface ReadData {
  /** No list where the data is none. */
  items: Json
  /** The members' names where the items are those of an object. */
  keys?: string[]
  pointed?: Json
}

/**
 * Reads the items of a distributed Map from the text that its ItemReader would find: JSON, JSON Lines or CSV, as ReaderConfig says.
 *
 * @throws StatesFailure States.ItemReaderFailed
 */
export function readItemData(data: string, config: JsonObject, parse: (text: string) => Json | undefined): ReadData {
  // Some programs begin files with a byte order mark, which is none of the data.
  const text = data.startsWith('\uFEFF') ? data.slice(1) : data
  const inputType = typeof config['InputType'] === 'string' ? config['InputType'] : 'JSON'
  switch (inputType) {
    case 'CSV':
      return { items: limited(readCsv(text, config), config) }
    case 'JSONL':
      return { items: readLines(data, mostItems(config), parse) }
    default: {
      const value = parse(text)
      if (value === undefined) throw readFailure('The data is not valid JSON.')
      const pointer = config['ItemsPointer']
      if (typeof pointer !== 'string') return { items: limited(value, config) }
      const pointed = followPointer(value, pointer)
      // AWS: an object that is the whole data is no list of its members; behind a pointer it is one.
      if (pointer === '' || !isJsonObject(pointed)) return { items: limited(pointed, config), pointed }
      const { items, keys } = membersOf(pointed)
      return { items: limited(items, config), keys: keys.slice(0, mostItems(config)), pointed }
    }
  }
}

function limited(items: Json, config: JsonObject): Json {
  const most = mostItems(config)
  return Array.isArray(items) ? sliceOf(items, 0, most) : items
}

/** Lines behind the last item that is wanted are not read. */
function readLines(text: string, most: number, parse: (text: string) => Json | undefined): Json[] {
  const items: Json[] = []
  for (const { 0: row, index } of text.matchAll(/[^\n]+/g)) {
    if (items.length >= most) break
    // That takes a byte order mark away, too.
    const line = row.trim()
    if (line === '') continue
    const value = parse(line)
    // As a Map Run says it.
    if (value === undefined) {
      const end = textToBytes(text.slice(0, index + row.length + 1)).length
      throw readFailure(`The data is not valid JSON Lines: the line that ends at byte ${end} can't be parsed.`)
    }
    putMember(items, items.length, typeof value === 'number' ? numberOf(line) : value)
  }
  return items
}

function followPointer(value: Json, pointer: string): Json {
  let found: Json = value
  for (const name of pointerNames(pointer, readFailure)) {
    const next = memberAt(found, name)
    if (next === undefined) throw readFailure('The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.')
    found = next
  }
  return found
}

/** An index is written without zeros before it. */
function memberAt(value: Json, name: string): Json | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

const delimiters: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' }

/** Each row becomes an object of texts under the headers of the first row, or of the definition (`CSVHeaderLocation: GIVEN`). */
function readCsv(text: string, config: JsonObject): Json[] {
  const delimiter = delimiters[String(config['CSVDelimiter'] ?? 'COMMA')] ?? ','
  const rows = csvRows(text, delimiter)
  const headers = config['CSVHeaderLocation'] === 'GIVEN' ? givenHeaders(config['CSVHeaders'], readFailure) : (rows.shift() ?? [])
  return rows.map(row => Object.fromEntries(headers.map((header, index) => [header, row[index] ?? ''])))
}

/** The rows that are not empty, each as its fields. A line break within quotes, or behind a backslash, ends no row. */
function csvRows(text: string, delimiter: string): string[][] {
  const rows: string[] = []
  let start = 0
  let isQuoted = false
  let mayOpen = true
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    const opens = mayOpen
    mayOpen = false
    if (character === '\\') index++
    else if (isQuoted) {
      isQuoted = character !== '"'
      mayOpen = !isQuoted
    } else if (character === '"') isQuoted = opens
    else if (character === delimiter) mayOpen = true
    else if (character === '\n') {
      rows.push(text.slice(start, index))
      start = index + 1
      mayOpen = true
    }
  }
  rows.push(text.slice(start))
  const trimmed = rows.map(row => (row.endsWith('\r') ? row.slice(0, -1) : row))
  return trimmed.filter(row => row !== '').map(row => csvFields(row, delimiter))
}

function readFailure(cause: string): StatesFailure {
  return new StatesFailure('States.ItemReaderFailed', cause)
}
