import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

it('the module for Python runs tests by the command’s JSON, with the standard library alone', context => {
  if (!hasPython) {
    console.warn('pasos-testing was not tried: there is no python3 here.')
    return context.skip()
  }
  const command = `${process.execPath} ${fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))}`
  const environment = { ...process.env, LC_ALL: 'C', PASOS_COMMAND: command, PYTHONDONTWRITEBYTECODE: '1' }
  const run = spawnSync('python3', ['-I', '-S', '-m', 'unittest', 'discover', 'python/tests'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: environment,
  })
  expect(run.status, run.stderr).toBe(0)
  expect(run.stderr).toMatch(/Ran \d+ tests/)
})
