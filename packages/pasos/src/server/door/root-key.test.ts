import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRootKey, readRootKey } from './root-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-root-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is made at first need, is nobody else’s to read, and stays the same', () => {
  expect(readRootKey(folder)).toBeUndefined()
  const key = openRootKey(folder)
  expect(key.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  expect(key.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
  expect(statSync(join(folder, 'root-key.json')).mode & 0o777).toBe(0o600)
  chmodSync(join(folder, 'root-key.json'), 0o644)
  expect(openRootKey(folder)).toEqual(key)
  expect(statSync(join(folder, 'root-key.json')).mode & 0o777).toBe(0o600)
  expect(readRootKey(folder)).toEqual(key)
})

it('is no new one where the old one cannot be read', () => {
  writeFileSync(join(folder, 'root-key.json'), '{')
  expect(() => openRootKey(folder)).toThrow('holds no key')
})
