import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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

it.each(['EACCES', 'EPERM', 'EBUSY'])('writes into the file itself where it cannot be replaced: %s', code => {
  const file = join(folder, 'order.asl.json')
  writeFileSync(file, 'before')
  writeText(file, 'after', 'en', () => {
    throw Object.assign(new Error(code), { code })
  })
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(readdirSync(folder)).toEqual(['order.asl.json'])
})

it('keeps who may write the file', () => {
  const file = join(folder, 'order.asl.json')
  writeFileSync(file, 'before')
  chmodSync(file, 0o666)
  writeText(file, 'after')
  expect(statSync(file).mode & 0o777).toBe(0o666)
})

it('leaves nothing beside a file that cannot be replaced', () => {
  const file = join(folder, 'order.asl.json')
  writeFileSync(file, 'before')
  const full = () => {
    throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
  }
  expect(() => writeText(file, 'after', 'en', full)).toThrow(`${file} cannot be written: no room`)
  expect(readdirSync(folder)).toEqual(['order.asl.json'])
})

it.skipIf(process.platform === 'win32')('writes to what is no file, and does not replace it', () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  // Without waiting, where nothing comes.
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
  writeText(pipe, 'text')
  const read = Buffer.alloc(4)
  readSync(reader, read)
  closeSync(reader)
  expect(String(read)).toBe('text')
  expect(statSync(pipe).isFIFO()).toBe(true)
})
