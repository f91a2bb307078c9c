import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { zipFolder } from './zip-folder.ts'

const folder = mkdtempSync(join(tmpdir(), '.pasos-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

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
  ]
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), file)
  }
  const bytes = await zipFolder(folder)
  const zip = await fromBufferPromise(Buffer.from(bytes))
  const names: string[] = []
  for await (const { fileName } of zip.eachEntry()) names.push(fileName)
  expect(names).toEqual(['main.js', 'node_modules/x/index.js', 'src/.env'])
  expect(Buffer.compare(Buffer.from(await zipFolder(folder)), Buffer.from(bytes))).toBe(0)
})
