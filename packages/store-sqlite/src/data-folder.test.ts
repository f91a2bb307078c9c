import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { takeDataFolder } from './data-folder.ts'
import { openDeathMarks } from './death-marks.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-folder-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder whose maker died while it made it is still nobody’s, and taken', () => {
  writeFileSync(join(folder, 'PASOS.new'), 'Data fol')
  takeDataFolder(folder).release()
  expect(readdirSync(folder)).toContain('PASOS')
  expect(readdirSync(folder)).not.toContain('PASOS.new')
})

test('a folder to which keys have been brought is still nobody’s, and taken with them; one with anything else is not', () => {
  const brought = ['root-key.json', 'sealing.key', 'server.pem', 'server.key']
  const own = join(folder, 'with-keys')
  mkdirSync(own, { recursive: true })
  for (const name of brought) writeFileSync(join(own, name), name)
  mkdirSync(join(own, 'lost+found'))
  takeDataFolder(own).release()
  for (const name of brought) expect(readFileSync(join(own, name), 'utf8')).toBe(name)
  for (const more of ['letters.txt', 'old-root-key.json', 'sealing.key.txt']) {
    const other = join(folder, `with-${more}`)
    mkdirSync(other)
    for (const name of ['root-key.json', more]) writeFileSync(join(other, name), '')
    expect(() => takeDataFolder(other)).toThrow('is not empty and not a data folder of Pasos')
  }
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

test('a new folder has no marks of work under way, be it in the place of one that was deleted; one that is there keeps its own', () => {
  const own = join(folder, 'marked')
  const dies = (): string => {
    const { marksFile, release } = takeDataFolder(own)
    openDeathMarks(marksFile).markAhead([1, 11])
    release()
    return marksFile
  }
  const marksFile = dies()
  const again = takeDataFolder(own)
  expect(again.marksFile).toBe(marksFile)
  expect(openDeathMarks(marksFile).found).toEqual([{ number: 1, event: 11 }])
  again.release()
  dies()
  // Emptied, it keeps the number that another one in its place may get.
  for (const name of readdirSync(own)) rmSync(join(own, name))
  takeDataFolder(own).release()
  const marks = openDeathMarks(marksFile)
  expect(marks.found).toEqual([])
  marks.close()
})
