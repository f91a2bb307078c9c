import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainVault } from '@pasos/store-sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSealingKey, SEALING_KEY_FILE } from './sealing-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-sealing-key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is made once, stays the same and is its owner’s alone', () => {
  const key = openSealingKey(folder, plainVault)
  expect(key).toHaveLength(32)
  expect(openSealingKey(folder, plainVault)).toEqual(key)
  const path = join(folder, SEALING_KEY_FILE)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(`${Buffer.from(key).toString('base64')}\n`)
})

it('is never replaced when it cannot be read', () => {
  writeFileSync(join(folder, SEALING_KEY_FILE), 'half')
  expect(() => openSealingKey(folder, plainVault)).toThrow('holds no key')
})
