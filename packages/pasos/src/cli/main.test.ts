import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { buildProgram, main } from './main.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-main-'))
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  process.exitCode = 0
  vi.restoreAllMocks()
})

test('what the system will not do is told in one line, without a stack', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  let text = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    text += String(chunk)
    return true
  })
  await main(['restore', 'backup.zip', '--data', file])
  expect(text).toBe(`ENOTDIR: not a directory, scandir '${file}'\n`)
  expect(process.exitCode).toBe(1)
})

test('only the command that is named is loaded', async () => {
  const { commands } = await buildProgram('en', 'start')
  expect(commands.map(command => command.name())).toEqual(['start'])
  expect((await buildProgram('en', '--version')).commands).toEqual([])
  const all = await buildProgram('en')
  const names = all.commands.map(command => command.name())
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect((await buildProgram('en', name)).commands.map(command => command.name())).toContain(name)
})
