import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDeathMarks } from './death-marks.ts'

const folders: string[] = []

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-marks-'))
  folders.push(folder)
  return join(folder, 'at-work')
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('what was marked last, and what was still long at work, is found after a death', () => {
  const file = newFile()
  const marks = openDeathMarks(file)
  marks.markAhead([1, 10, 2, 20, 3, 30])
  const finished = marks.markLong(4, 40)
  marks.markLong(5, 50)
  marks.clearLong(finished)
  marks.markAhead([6, -60])
  expect(openDeathMarks(file).found).toEqual([
    { number: 6, event: -60 },
    { number: 5, event: 50 },
  ])
})

test('of a turn that is no more at work nothing is found', () => {
  const file = newFile()
  const marks = openDeathMarks(file)
  marks.markLong(5, 50)
  marks.markAhead([1, 10, 2, 20])
  marks.clearAhead()
  expect(openDeathMarks(file).found).toEqual([{ number: 5, event: 50 }])
})

test('a turn that comes to its end after that of the engine writes nowhere, as another file may have the descriptor by then', () => {
  const marks = openDeathMarks(newFile())
  marks.markAhead([1, 10])
  const long = marks.markLong(2, 20)
  marks.close()
  const other = newFile()
  const descriptor = openSync(other, 'w')
  try {
    marks.clearLong(long)
    marks.markAhead([3, 30])
    marks.clearLong(marks.markLong(4, 40))
    marks.markAhead([])
    expect(readFileSync(other)).toHaveLength(0)
  } finally {
    closeSync(descriptor)
  }
})

test('nothing is found after a quiet end', () => {
  const file = newFile()
  const marks = openDeathMarks(file)
  marks.markAhead([1, 10])
  marks.markAhead([])
  marks.close()
  expect(openDeathMarks(file).found).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'a link that somebody put in its place is not followed, and what it leads to stays as it was',
  () => {
    const file = newFile()
    const precious = `${file}-precious`
    writeFileSync(precious, 'precious')
    symlinkSync(precious, file)
    expect(() => openDeathMarks(file)).toThrow('EEXIST')
    expect(readFileSync(precious, 'utf8')).toBe('precious')
  },
)

test('it is for its owner alone', () => {
  const file = newFile()
  writeFileSync(file, '', { mode: 0o666 })
  const marks = openDeathMarks(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  marks.close()
})
