import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { takeDataFolder } from './data-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-folder-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder whose maker died while it made it is still nobody’s, and taken', () => {
  writeFileSync(join(folder, 'PASOS.new'), 'Data fol')
  takeDataFolder(folder).release()
  expect(readdirSync(folder)).toContain('PASOS')
  expect(readdirSync(folder)).not.toContain('PASOS.new')
})

test('missing folders above it are made, and a file in the way is told', () => {
  const deep = join(folder, 'a', 'b', 'c')
  takeDataFolder(deep).release()
  expect(readdirSync(deep)).toContain('PASOS')
  writeFileSync(join(folder, 'file'), '')
  expect(() => takeDataFolder(join(folder, 'file', 'x'))).toThrow(/cannot be used as the data folder: EEXIST/)
})

// There the system says of a folder that is there that it is not: a start waited for ever.
test.runIf(existsSync('/proc/self'))('where nothing can be made, that is told at once', () => {
  expect(() => takeDataFolder('/proc/pasos')).toThrow(/^\/proc\/pasos cannot be used as the data folder: ENOENT/)
  expect(() => takeDataFolder('/proc/pasos/data')).toThrow(/cannot be used as the data folder: ENOENT/)
})
