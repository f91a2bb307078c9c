import { expect, it } from 'vitest'
import { readForm } from './read-form.ts'

const type = 'multipart/form-data; boundary=edge'
const field = (name: string, value: string) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (value: string, name = 'a.txt') =>
  `--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`

/** What a form is read as, sent in pieces of so many bytes. */
async function read(text: string, { contentType = type, piece = text.length } = {}) {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  }
  const form = await readForm(pieces(), contentType)
  const kept: Uint8Array[] = []
  for await (const chunk of form.file?.bytes ?? []) kept.push(Buffer.from(chunk))
  return { fields: Object.fromEntries(form.fields), name: form.file?.name, content: form.file && Buffer.concat(kept).toString() }
}

const whole = `${field('Key', 'k')}${field('x-amz-meta-a', 'é\r\nb')}${file('one\r\n--edg two')}--edge--\r\n`

it.each([1, 2, 7, 1_000])('has its fields and its file, whatever pieces of %i bytes it comes in', async piece => {
  expect(await read(whole, { piece })).toEqual({
    fields: { key: 'k', 'x-amz-meta-a': 'é\r\nb' },
    name: 'a.txt',
    content: 'one\r\n--edg two',
  })
})

it('has no file where it ends before one, with or without an end of the last line', async () => {
  const without = { fields: { key: 'k' }, name: undefined, content: undefined }
  expect(await read(`${field('key', 'k')}--edge--\r\n`)).toEqual(without)
  expect(await read(`${field('key', 'k')}--edge--`)).toEqual(without)
})

it('keeps the last of fields of one name, and nothing of what follows the file or precedes the first boundary', async () => {
  const text = `preamble\r\n${field('key', 'a')}${field('KEY', 'b')}${file('x')}${field('late', 'c')}--edge--`
  expect(await read(text)).toEqual({ fields: { key: 'b' }, name: 'a.txt', content: 'x' })
})

it('takes names without quotation marks, marks that browsers wrote as %22, blanks behind a boundary, and an empty file', async () => {
  expect(await read('--edge  \r\ncontent-disposition: form-data; filename=b.txt; name=file\r\n\r\n\r\n--edge--')).toEqual({
    ...{ fields: {}, name: 'b.txt', content: '' },
  })
  expect((await read(`${file('x', 'a%22b%22.txt')}--edge--`)).name).toBe('a"b".txt')
  expect((await read(`--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--edge--`)).name).toBe('')
})

it.each(['multipart/form-data; boundary="edge"', 'multipart/form-data; charset=utf-8; Boundary=edge; x=y'])(
  'finds the boundary in %s',
  async contentType => {
    expect((await read(whole, { contentType })).content).toBe('one\r\n--edg two')
  },
)

it.each([
  ['a type without a boundary', whole, 'multipart/form-data; x=y'],
  ['another boundary than the type names', whole, 'multipart/form-data; boundary=other'],
  ['text behind a boundary', whole.replace('--edge\r\n', '--edge text\r\n'), type],
  ['a field without a name', '--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--', type],
  ['a field with an empty name', `${field('', 'x')}--edge--`, type],
  ['a field that is no form data', '--edge\r\nContent-Disposition: attachment; name="key"\r\n\r\nx\r\n--edge--', type],
  ['a field that is cut', field('key', 'k').slice(0, -2), type],
  ['a file that is cut', file('x').slice(0, -2), type],
  ['nothing', '', type],
])('%s is not well-formed', async (_, text, contentType) => {
  await expect(read(text, { contentType, piece: 5 })).rejects.toMatchObject({ code: 'MalformedPOSTRequest', httpStatus: 400 })
})

it('may have 20 KB before its file, and a file of any size', async () => {
  const room = 20_000 - (field('key', '') + file('')).length
  const filled = (more: number) => `${field('key', 'k'.repeat(room + more))}${file('x'.repeat(50_000))}--edge--`
  expect((await read(filled(0))).content).toHaveLength(50_000)
  for (const piece of [100, 100_000]) {
    await expect(read(filled(100), { piece })).rejects.toMatchObject({ code: 'MaxPostPreDataLengthExceeded', httpStatus: 400 })
  }
  await expect(read(`--edge\r\n${'x'.repeat(30_000)}`, { piece: 1_000 })).rejects.toMatchObject({ code: 'MaxPostPreDataLengthExceeded' })
})
