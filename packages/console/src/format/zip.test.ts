import { expect, test } from 'vitest'
import { readZip, writeZip, type ZipEntry } from './zip.ts'

const entry = (name: string, text: string, attributes = (0o100644 << 16) >>> 0): ZipEntry => ({
  name,
  attributes,
  bytes: new TextEncoder().encode(text),
})

test('what is written is read again, with names, contents and permissions', async () => {
  const entries = [
    entry('main.js', 'exports.handler = 1\n'.repeat(50)),
    entry('lib/ñ.txt', ''),
    entry('bin/run', '#!', (0o100755 << 16) >>> 0),
  ]
  expect(await readZip(await writeZip(entries))).toEqual(entries)
})

test('the same files make the same archive', async () => {
  const entries = [entry('a', 'x')]
  expect(await writeZip(entries)).toEqual(await writeZip(entries))
})

/** By Python's zipfile: a folder, a file in it, and one that is only stored. */
const theirs =
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAHAAAAZm9sZGVyL1BLAwQUAAAACAAAACEAMnUIZBMAAAAqAAAADAAAAGZvbGRlci9jLnR4dEsrys9VSM0pTi3PSC1KTcPDAwBQSwMEFAAAAAAAAAAhAAv5Q1YGAAAABgAAAAoAAABzdG9yZWQudHh0c3RvcmVkUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAcAAAAAAAAAAAAQAP9BAAAAAGZvbGRlci9QSwECFAMUAAAACAAAACEAMnUIZBMAAAAqAAAADAAAAAAAAAAAAAAAgAElAAAAZm9sZGVyL2MudHh0UEsBAhQDFAAAAAAAAAAhAAv5Q1YGAAAABgAAAAoAAAAAAAAAAAAAAIABYgAAAHN0b3JlZC50eHRQSwUGAAAAAAMAAwCnAAAAkAAAAAAA'

test('an archive of another program is read, packed or stored, without its folders', async () => {
  const found = await readZip(Uint8Array.from(atob(theirs), letter => letter.charCodeAt(0)))
  expect(found.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual([
    ['folder/c.txt', 'from elsewhere'.repeat(3)],
    ['stored.txt', 'stored'],
  ])
})

test('what is no archive is refused', async () => {
  await expect(readZip(new TextEncoder().encode('no archive at all, but long enough to be one'))).rejects.toThrow('not a zip archive')
})
