import { expect, test } from 'vitest'
import { parseJson } from '../spelled-numbers.ts'
import { readItemData } from './item-reader-data.ts'

const parse = (text: string) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const read = (text: string, config: Parameters<typeof readItemData>[1]) => readItemData(text, config, parse)

test('JSON is read as it is, or from where the pointer leads', () => {
  expect(read('[1, 2, 3]', { InputType: 'JSON', MaxItems: 2 })).toEqual({ items: [1, 2] })
  expect(read('{"a": {"b/c": [[1]]}}', { ItemsPointer: '/a/b~1c/0' })).toEqual({ items: [1], pointed: [1] })
})

test('an object is a list of its members behind a pointer only', () => {
  expect(read('{"a": 1}', {})).toEqual({ items: { a: 1 } })
  const pointed = { x: 1, y: [2], z: 3 }
  expect(read(JSON.stringify({ a: pointed }), { ItemsPointer: '/a', MaxItems: 2 })).toEqual({ items: [1, [2]], keys: ['x', 'y'], pointed })
  expect(read('{"a": 1}', { ItemsPointer: '' })).toEqual({ items: { a: 1 }, pointed: { a: 1 } })
})

test.each([
  ['[1.0, 2, 3]', { MaxItems: 2 }, '[1.0,2]'],
  ['1.0\n 2.50 \n3', { InputType: 'JSONL', MaxItems: 2 }, '[1.0,2.50]'],
  ['{"a": {"x": 1.0, "y": 12345678901234567890, "z": 3}}', { ItemsPointer: '/a', MaxItems: 2 }, '[1.0,12345678901234567890]'],
])('items that are numbers stay as they were written: %s', (text, config, items) => {
  expect(JSON.stringify(readItemData(text, config, parseJson).items)).toBe(items)
})

test('data that cannot be read fails the reader', () => {
  const failure = expect.objectContaining({ error: 'States.ItemReaderFailed' })
  const thrown = (action: () => unknown) => {
    try {
      return action()
    } catch (error) {
      return error
    }
  }
  expect(thrown(() => read('no', {}))).toEqual(failure)
  expect(thrown(() => read('{}', { ItemsPointer: '/a' }))).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.',
  })
  expect(thrown(() => read('1\nno', { InputType: 'JSONL' }))).toEqual(failure)
})

test('JSON Lines have an item a line', () => {
  expect(read('{"a":1}\r\n\n2\n', { InputType: 'JSONL' }).items).toEqual([{ a: 1 }, 2])
})

test('CSV has its headers in the first row or in the definition', () => {
  expect(read('a,b\n1,"x ""y"", z"\n2\n', { InputType: 'CSV' }).items).toEqual([
    { a: '1', b: 'x "y", z' },
    { a: '2', b: '' },
  ])
  expect(read('a,b\r\n{""k"":1},x\\,y\r\n\n\\q,"\\""\n', { InputType: 'CSV' }).items).toEqual([
    { a: '{"k":1}', b: 'x,y' },
    { a: 'q', b: '"' },
  ])
  const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['k'], CSVDelimiter: 'PIPE' }
  expect(read('1|2\n"a\nb"', given).items).toEqual([{ k: '1' }, { k: 'a\nb' }])
})

test.each([
  ['\uFEFFa,b\n1,2', { InputType: 'CSV' }, [{ a: '1', b: '2' }]],
  ['\uFEFF[1]', {}, [1]],
  ['\uFEFF1\n2', { InputType: 'JSONL' }, [1, 2]],
  ['1\n2\nno', { InputType: 'JSONL', MaxItems: 2 }, [1, 2]],
])('data is read as a Map Run reads it: %j', (text, config, items) => {
  expect(read(text, config).items).toEqual(items)
})

test.each([
  ['1', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }, 'CSVHeaders must be a non-empty list.'],
  ['1', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: [] }, 'CSVHeaders must be a non-empty list.'],
  ['{"k":[1]}', { ItemsPointer: 'k' }, "The ItemsPointer 'k' is not a valid JSON Pointer."],
  ['"é"\nno\n3', { InputType: 'JSONL' }, "The data is not valid JSON Lines: the line that ends at byte 8 can't be parsed."],
  ['1\nno', { InputType: 'JSONL', MaxItems: 3 }, "The data is not valid JSON Lines: the line that ends at byte 4 can't be parsed."],
])('data that a Map Run does not read fails in its words: %j %j', (text, config, cause) => {
  expect(() => read(text, config)).toThrow(expect.objectContaining({ error: 'States.ItemReaderFailed', cause }))
})

test.each(['/k/', '/k/01', '/k/1e0', '/k/-1', '/k/2'])(
  'a pointer names a place of a list by a whole number within it: %s does not',
  pointer => {
    expect(() => read('{"k":[[1],[2]]}', { ItemsPointer: pointer })).toThrow(
      expect.objectContaining({ cause: 'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.' }),
    )
  },
)
