import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { type CodeStore, openCodeStore } from './code-store.ts'

let folder: string
let store: CodeStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-store-'))
  store = openCodeStore(join(folder, 'code'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Member {
  name: string
  content?: string | Buffer
  mode?: number
}

async function zipOf(...members: Member[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const { name, content = '', mode = 0o100644 } of members) zip.addBuffer(Buffer.from(content), name, { mode })
  zip.end()
  return buffer(zip.outputStream)
}

/** Writes another name of the same length into an archive: what a tool that refuses such names would not write. */
function renamed(archive: Buffer, from: string, to: string): Buffer {
  const bytes = Buffer.from(archive)
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at)
  return bytes
}

const invalid = { refused: 'Could not unzip uploaded file. Please check your file, then try to upload again.' }

describe('the code store', () => {
  test('keeps an archive by content and unpacks it once', async () => {
    const archive = await zipOf({ name: 'main.js', content: 'code' }, { name: 'lib/tool', content: 'run', mode: 0o100755 })
    const [first, again] = await Promise.all([store.put(archive), store.put(archive)])
    expect(again).toEqual(first)
    if (!('code' in first)) throw new Error(first.refused)
    const place = store.directory(first.code.sha256)
    expect(readFileSync(join(place, 'main.js'), 'utf8')).toBe('code')
    expect(statSync(join(place, 'lib/tool')).mode & 0o111).toBe(0o111)
    expect(first.code.size).toBe(archive.length)
    expect(await store.archive(first.code.sha256)).toEqual(archive)
  })

  test('forgets code that nobody uses', async () => {
    const result = await store.put(await zipOf({ name: 'a' }))
    if (!('code' in result)) throw new Error(result.refused)
    await store.collect(() => true)
    expect(existsSync(store.directory(result.code.sha256))).toBe(true)
    await store.collect(() => false)
    expect(existsSync(store.directory(result.code.sha256))).toBe(false)
  })

  test('refuses what is no archive, and leaves nothing behind', async () => {
    expect(await store.put(Buffer.from('no zip'))).toEqual(invalid)
    expect(await store.put((await zipOf({ name: 'a', content: 'x'.repeat(1000) })).subarray(0, 60))).toEqual(invalid)
    expect(readdirSync(join(folder, 'code'))).toEqual(['staging'])
    expect(readdirSync(join(folder, 'code/staging'))).toEqual([])
  })

  test('refuses names that lead out of the folder', async () => {
    const archive = await zipOf({ name: 'aaaaaaaaaa', content: 'x' })
    for (const name of ['../outside', '/tmp/outsi', 'a/../../ou', 'a\\..\\..\\o', 'C:/outside']) {
      expect(await store.put(renamed(archive, 'aaaaaaaaaa', name))).toEqual(invalid)
    }
    expect(readdirSync(folder)).toEqual(['code'])
  })

  test('refuses links and devices', async () => {
    for (const mode of [0o120777, 0o020666, 0o010666]) {
      expect(await store.put(await zipOf({ name: 'link', content: '/etc/passwd', mode }))).toEqual({
        refused: 'The uploaded file contains a link or device: link',
      })
    }
  })

  test('refuses an entry that would replace another', async () => {
    const archive = await zipOf({ name: 'aaaa', content: '1' }, { name: 'bbbb', content: '2' })
    expect(await store.put(renamed(archive, 'bbbb', 'aaaa'))).toEqual(invalid)
  })

  test('refuses a bomb by its ratio', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024)
    expect(await store.put(await zipOf({ name: 'zeros', content: zeros }))).toEqual(invalid)
    expect(readdirSync(join(folder, 'code/staging'))).toEqual([])
  })

  test('refuses more than 50 MB', async () => {
    expect(await store.put(Buffer.alloc(52_428_801))).toEqual({ refused: 'Zipped size must be smaller than 52428800 bytes' })
  })
})
