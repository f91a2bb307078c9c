import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from './running-server.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

it('the module for Python runs tests by the command’s JSON, with the standard library alone', context => {
  if (!hasPython) {
    console.warn('pasos-testing was not tried: there is no python3 here.')
    return context.skip()
  }
  const command = `${process.execPath} ${fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))}`
  const environment = { ...process.env, LC_ALL: 'C', PASOS_COMMAND: command, PYTHONDONTWRITEBYTECODE: '1' }
  // The module writes its files of tests beside the definition, where others copy examples meanwhile.
  const { folder, remove } = temporaryFolder('python')
  for (const part of ['python', 'examples']) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  const run = spawnSync('python3', ['-I', '-S', '-m', 'unittest', 'discover', 'python/tests'], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  })
  remove()
  expect(run.status, run.stderr).toBe(0)
  expect(run.stderr).toMatch(/Ran \d+ tests/)
})
