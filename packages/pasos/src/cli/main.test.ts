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
  let told = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    told += String(chunk)
    return true
  })
  await main(['restore', 'backup.zip', '--data', file])
  expect(told).toBe(`ENOTDIR: not a directory, scandir '${file}'\n`)
  expect(process.exitCode).toBe(1)
})

test('every command speaks the language of --lang, wherever it stands, and the next one that of the terminal again', async () => {
  const told: string[] = []
  const say = (chunk: unknown) => told.push(String(chunk)) > 0
  vi.spyOn(process.stderr, 'write').mockImplementation(say)
  vi.spyOn(process.stdout, 'write').mockImplementation(say)
  const answerTo = async (...args: string[]) => {
    told.length = 0
    await main(args)
    return told.join('')
  }
  const missing = join(folder, 'none.json')
  for (const args of [
    ['--lang', 'es', 'why', missing],
    ['why', missing, '--lang=es'],
    ['why', '--lang', 'es', missing],
  ])
    expect(await answerTo(...args), args.join(' ')).toBe(`No hay ningún archivo ${missing}.\n`)
  expect(await answerTo('--lang', 'es', '--help')).toContain('Órdenes:')
  expect(await answerTo('why', missing)).toBe(`There is no file ${missing}.\n`)
  expect(await answerTo('why', missing, '--lang', 'fr')).toContain('Allowed choices are en, es')
})

test('what is missing or too much is told with the help of that command', async () => {
  const told: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => told.push(String(chunk)) > 0)
  await main(['run'])
  expect(told.join('')).toBe("error: missing required argument 'name'\n(pasos run --help tells what it takes)\n")
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
