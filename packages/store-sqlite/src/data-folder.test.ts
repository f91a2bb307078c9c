import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
