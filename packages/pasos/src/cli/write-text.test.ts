import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeText } from './write-text.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-write-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('makes the folders of a file', () => {
  writeText(join(folder, 'a', 'b', 'graph.svg'), 'svg')
  expect(readFileSync(join(folder, 'a', 'b', 'graph.svg'), 'utf8')).toBe('svg')
})

it('leaves a file as it is where the new text cannot be written whole', () => {
  const file = join(folder, 'order.asl.json')
  writeFileSync(file, 'before')
  // As a full disk does, this stops the writing of whatever is new.
  mkdirSync(`${file}.${process.pid}~`)
  expect(() => writeText(file, 'after', 'en')).toThrow(`${file} cannot be written: `)
  expect(readFileSync(file, 'utf8')).toBe('before')
})

it('writes through a link, and keeps who may read the file', () => {
  const file = join(folder, 'order.asl.json')
  writeFileSync(file, 'before', { mode: 0o600 })
  symlinkSync(file, join(folder, 'link'))
  writeText(join(folder, 'link'), 'after')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
