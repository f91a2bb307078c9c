import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { zipFolder } from './zip-folder.ts'

const folder = mkdtempSync(join(tmpdir(), '.pasos-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function namesIn(bytes: Uint8Array): Promise<string[]> {
  const zip = await fromBufferPromise(Buffer.from(bytes))
  const names: string[] = []
  for await (const { fileName } of zip.eachEntry()) names.push(fileName)
  return names
}

test('a zip holds the code with its dependencies, not what tools keep beside it, and is the same each time', async () => {
  const files = [
    'main.js',
    'src/.env',
    'node_modules/x/index.js',
    '.git/HEAD',
    'a/.pasos/lock.db',
    '.serverless/s.zip',
    '__pycache__/m.pyc',
    '.main.js.swp',
    'src/.#main.js',
    'main.js~',
    '4913',
    '#main.js#',
    '.DS_Store',
    '___jb_tmp___',
  ]
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), file)
  }
  const bytes = await zipFolder(folder)
  expect(await namesIn(bytes)).toEqual(['main.js', 'node_modules/x/index.js', 'src/.env'])
  expect(Buffer.compare(Buffer.from(await zipFolder(folder)), Buffer.from(bytes))).toBe(0)
})

test('what links lead to is in a zip, and those that lead nowhere, or to where they are, are not', async () => {
  const at = (...names: string[]) => join(folder, 'linked', ...names)
  for (const name of ['a', 'b', 'fn', '../outside/lib']) mkdirSync(at(name), { recursive: true })
  for (const file of ['a/one.js', 'b/two.js', 'lone.js', '../outside/lib/three.js']) writeFileSync(at(file), '')
  const links = {
    'fn/main.js': 'lone.js',
    'fn/lib': 'a',
    'a/other': 'b',
    'b/back': 'a',
    'fn/all': '.',
    'fn/self': 'fn',
    'fn/out': '../outside/lib',
    '../outside/lib/up': '../outside',
    'fn/gone': 'gone',
    'fn/loop': 'fn/loop',
  }
  for (const [link, target] of Object.entries(links)) symlinkSync(at(target), at(link))
  expect(await namesIn(await zipFolder(at('fn')))).toEqual(['lib/one.js', 'lib/other/two.js', 'main.js', 'out/three.js'])
})
