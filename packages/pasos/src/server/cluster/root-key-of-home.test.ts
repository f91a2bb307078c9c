import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BrokenOff } from '@pasos/cluster'
import { afterEach, expect, test } from 'vitest'
import { fingerprintOf, hasAnotherRootKey } from './root-key-of-home.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-root-key-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const answering =
  (result: unknown) =>
  async <T>() => ({ result: result as T, isRepeat: false })

test('a node whose root key is not the home’s knows it, and says nothing of a home that can’t be asked or needs no key', async () => {
  const own = fingerprintOf(folder)
  expect(own).toMatch(/^[0-9a-f]{64}$/)
  expect(await hasAnotherRootKey(folder, answering(own))).toBe(false)
  expect(await hasAnotherRootKey(folder, answering('another'))).toBe(true)
  expect(await hasAnotherRootKey(folder, answering(null))).toBe(false)
  expect(await hasAnotherRootKey(folder, () => Promise.reject(new BrokenOff('There is no call rootKey.')))).toBe(false)
})
