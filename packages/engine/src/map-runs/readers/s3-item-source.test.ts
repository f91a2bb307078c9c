import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Json, JsonObject } from '@pasos/asl'
import { expect, test } from 'vitest'
import { allItems, itemRequest, testObjects } from '../test-objects.ts'
import { s3ItemSource } from './s3-item-source.ts'

/** What a text gives, whatever pieces it comes in and wherever a new process goes on. */
async function itemsIn(content: string | Uint8Array, config: JsonObject, key = 'k'): Promise<{ values: Json[]; keys: string[] }> {
  const first = testObjects({ [key]: content }, 1_000)
  const source = s3ItemSource(() => first.store)
  const found = await allItems(() => source, itemRequest(key, config))
  for (const [pieceBytes, most] of [
    [1, 1],
    [3, 2],
  ] as const) {
    const { store } = testObjects({ [key]: content }, pieceBytes)
    const again = await allItems(() => s3ItemSource(() => store), itemRequest(key, config, { most }))
    expect(again).toEqual(found)
  }
  return found
}

const failure = async (content: string, config: JsonObject) => {
  const { store } = testObjects({ k: content })
  return await s3ItemSource(() => store).read(itemRequest('k', config))
}

test('JSON: the members of a list, whatever they are', async () => {
  const list: Json[] = [{ a: '}],"\\' }, [1, [2, ']']], 'x"\\y', -1.5e3, true, null, {}, [], '', 'ü€😀']
  expect((await itemsIn(JSON.stringify(list), { InputType: 'JSON' })).values).toEqual(list)
  expect((await itemsIn(`\uFEFF ${JSON.stringify(list, null, 2)} \n`, { InputType: 'JSON' })).values).toEqual(list)
  expect((await itemsIn(' [ ] ', { InputType: 'JSON' })).values).toEqual([])
})

test('JSON: ItemsPointer leads to a list or an object within, past everything else', async () => {
  const text = JSON.stringify({ skip: { b: [9, { c: ']' }] }, 'a/b': [0, { '~': { x: 1, 'y"': [2] } }], after: '[' })
  const pointer = { InputType: 'JSON', ItemsPointer: '/a~1b/1/~0' }
  expect(await itemsIn(text, pointer)).toEqual({ values: [1, [2]], keys: ['x', 'y"'] })
  expect((await itemsIn(text, { InputType: 'JSON', ItemsPointer: '/skip/b' })).values).toEqual([9, { c: ']' }])
  expect(await failure(text, { InputType: 'JSON', ItemsPointer: '/no' })).toMatchObject({
    ...{ outcome: 'failed', error: 'States.ItemReaderFailed' },
    cause: 'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.',
  })
})

test('JSON: what is no list fails in the words of AWS, what is no JSON fails too', async () => {
  const cause = 'Attempting to map over non-iterable node.'
  for (const text of ['{"Hello":"world"}', '"text"', '1']) expect(await failure(text, { InputType: 'JSON' })).toMatchObject({ cause })
  for (const text of ['', '[1,', '[1 2]', '[1]]', '[1,]', '[tru]', '[{"a":1}', '["a'])
    expect(await failure(text, { InputType: 'JSON' }), text).toMatchObject({
      outcome: 'failed',
      cause: expect.stringContaining('not valid JSON'),
    })
})

test('what kind of data there is must be said', async () => {
  expect(await failure('[1]', {})).toMatchObject({
    ...{ outcome: 'failed', error: 'States.ItemReaderFailed', cause: "The ItemReader's ReaderConfig must have an InputType." },
  })
})

test.each([
  ['JSON', '[1.0, 2.50,{"a":3.0},12345678901234567890 ]'],
  ['JSONL', '1.0\n 2.50 \n{"a":3.0}\n12345678901234567890'],
])('%s: an item that is a number stays as it was written', async (InputType, text) => {
  expect(JSON.stringify((await itemsIn(text, { InputType })).values)).toBe('[1.0,2.50,{"a":3.0},12345678901234567890]')
})

test('MaxItems ends the reading; 0 is no limit, and a negative number is refused in the words of AWS', async () => {
  const text = '[1,2,3]'
  expect((await itemsIn(text, { InputType: 'JSON', MaxItems: 2 })).values).toEqual([1, 2])
  expect((await itemsIn(text, { InputType: 'JSON', MaxItems: 0 })).values).toEqual([1, 2, 3])
  expect(await failure(text, { InputType: 'JSON', MaxItems: -1 })).toEqual({
    ...{ outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'field MaxItems must be positive' },
  })
})

test('JSONL: a line is an item, empty lines are none', async () => {
  const text = '{"a":"\\n"}\r\n\n[1]\n"x"\n   \n2'
  expect((await itemsIn(text, { InputType: 'JSONL' })).values).toEqual([{ a: '\n' }, [1], 'x', 2])
  expect(await failure('{"a":1}\n{', { InputType: 'JSONL' })).toMatchObject({ outcome: 'failed', error: 'States.ItemReaderFailed' })
})

test('CSV: quotes, doubled quotes, escapes, delimiters and line breaks within fields', async () => {
  const text = '\uFEFFa,b,c\r\n1,"2,\n""x""",3\n\\,,\\q\\\\,"\\""\n,,,\n   \n\n4,5,6,7\nx""y,"",z'
  expect((await itemsIn(text, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' })).values).toEqual([
    { a: '1', b: '2,\n"x"', c: '3' },
    { a: ',', b: 'q\\', c: '"' },
    { a: '', b: '', c: '' },
    { a: '   ', b: '', c: '' },
    { a: '4', b: '5', c: '6' },
    { a: 'x"y', b: '', c: 'z' },
  ])
  // As AWS's page has it, whose state machine reads the object with States.StringToJson.
  const row = 'a,"commas, a quotation mark (""), and a newline (\n)",{""k"":""v""},"[1,2,3]"\n'
  const CSVHeaders = ['a', 'text', 'object', 'list']
  expect((await itemsIn(row, { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders })).values).toEqual([
    { a: 'a', text: 'commas, a quotation mark ("), and a newline (\n)', object: '{"k":"v"}', list: '[1,2,3]' },
  ])
})

test('CSV: given headers make the first row an item, and every delimiter separates', async () => {
  for (const [name, delimiter] of Object.entries({ COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' })) {
    const config = { InputType: 'CSV', CSVDelimiter: name, CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'] }
    expect((await itemsIn(`1${delimiter}2\n`, config)).values).toEqual([{ a: '1', b: '2' }])
  }
})

test('CSV: headers that are said to be given and are not fail the reader, where the first row would be taken for them', async () => {
  const none = { outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'CSVHeaders must be a non-empty list.' }
  const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }
  expect(await failure('1,2\n', given)).toMatchObject(none)
  expect(await failure('1,2\n', { ...given, CSVHeaders: [] })).toMatchObject(none)
  expect(await failure('1,2\n', { ...given, CSVHeaderLocation: 'FIRST_ROW', CSVHeaders: [] })).toMatchObject({ outcome: 'read' })
})

test('what is called .gz or .zstd is unpacked', async () => {
  const text = Array.from({ length: 50 }, (_, n) => JSON.stringify({ n })).join('\n')
  const config = { InputType: 'JSONL' }
  expect((await itemsIn(gzipSync(text), config, 'k.gz')).values).toHaveLength(50)
  expect((await itemsIn(zstdCompressSync(text), config, 'k.zstd')).values).toHaveLength(50)
  const { store } = testObjects({ 'k.gz': 'no gzip at all' })
  const read = await s3ItemSource(() => store).read(itemRequest('k.gz', config))
  expect(read).toMatchObject({ error: 'States.ItemReaderFailed', cause: "The object 'k.gz' can't be decompressed." })
})

test('an object is opened once for all pages, and again where they were when somebody else goes on', async () => {
  const { store, reads } = testObjects({ k: '[1,2,3,4,5]' })
  const one = s3ItemSource(() => store)
  const other = s3ItemSource(() => store)
  const request = itemRequest('k', { InputType: 'JSON' }, { most: 1 })
  expect((await allItems(() => one, request)).values).toEqual([1, 2, 3, 4, 5])
  expect(reads).toEqual(['k@0'])
  expect((await allItems(page => (page < 2 ? one : other), request)).values).toEqual([1, 2, 3, 4, 5])
  expect(reads).toEqual(['k@0', 'k@0', 'k@4'])
})

test('MaxItems takes the first ones, also when there are fewer', async () => {
  const config = { InputType: 'JSON', MaxItems: 3 }
  expect((await itemsIn('[1,2,3,4,5]', config)).values).toEqual([1, 2, 3])
  expect((await itemsIn('[1,2]', config)).values).toEqual([1, 2])
})

test('a listing gives its objects as items, beyond one page too', async () => {
  const contents = Object.fromEntries(Array.from({ length: 1_203 }, (_, n) => [`p/${String(n).padStart(5, '0')}`, 'x']))
  const { store } = testObjects({ ...contents, other: '' })
  const resource = 'arn:aws:states:::s3:listObjectsV2'
  const request = itemRequest('', {}, { resource, request: { Bucket: 'b', Prefix: 'p/' }, most: 500 })
  const source = s3ItemSource(() => store)
  const { values } = await allItems(page => (page === 1 ? s3ItemSource(() => store) : source), request)
  expect(values).toHaveLength(1_203)
  expect(values[1_202]).toEqual({ Etag: '"e"', Key: 'p/01202', LastModified: 1_700_000_000, Size: 1, StorageClass: 'STANDARD' })
  expect(JSON.stringify(values[1_202])).toContain('"LastModified":1.7E9,')
})

test('what the store refuses, and what no ItemReader can ask for, fail the reader', async () => {
  const { store } = testObjects({ k: '[]' })
  const source = s3ItemSource(() => store)
  const failed = { outcome: 'failed', error: 'States.ItemReaderFailed' }
  expect(await source.read(itemRequest('gone', { InputType: 'JSON' }))).toEqual({ ...failed, cause: 'no gone' })
  expect(await source.read(itemRequest('k', { InputType: 'XML' }))).toMatchObject(failed)
  expect(await source.read(itemRequest('', { InputType: 'JSON' }))).toMatchObject(failed)
  const changed = itemRequest('k', { InputType: 'JSON' }, { cursor: '{"at":1,"isList":true,"etag":"v0"}' })
  expect(await source.read(changed)).toEqual({ ...failed, cause: 'no k' })
})

test('CSV: headers may have 10 KiB, from the file or given', async () => {
  const headers = (bytes: number) => ['a', 'b'.repeat(bytes - 2)]
  const firstRow = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }
  const given = (bytes: number) => ({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: headers(bytes) })
  const tooLong = { outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'The CSV headers are larger than 10 KiB.' }
  expect(await failure(`${headers(10_240).join(',')}\n1,2\n`, firstRow)).toMatchObject({ outcome: 'read' })
  expect(await failure(`${headers(10_241).join(',')}\n1,2\n`, firstRow)).toMatchObject(tooLong)
  expect(await failure('1,2\n', given(10_240))).toMatchObject({ outcome: 'read' })
  expect(await failure('1,2\n', given(10_241))).toMatchObject(tooLong)
  expect(await failure('1,2\n', { ...firstRow, CSVHeaderLocation: 'GIVEN', CSVHeaders: ['ñ'.repeat(5_121)] })).toMatchObject(tooLong)
})

test('an item of more than 8 MB fails the reader before memory is full of it', async () => {
  const { store } = testObjects({ k: `["${'x'.repeat(9 * 1024 * 1024)}"]` }, 65_536)
  const source = s3ItemSource(() => store)
  for (const InputType of ['JSON', 'JSONL', 'CSV'])
    expect(await source.read(itemRequest('k', { InputType }))).toMatchObject({ cause: 'An item in the data is larger than 8 MB.' })
})
