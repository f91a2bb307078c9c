import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { closeFolder } from './folder-modes.ts'
import { canRunNodeAs, ownNode } from './testing/other-user.ts'

const other = 65_534
const folder = mkdtempSync(join(tmpdir(), 'pasos-modes-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (name: string): string => (statSync(join(folder, name)).mode & 0o777).toString(8)

function make(name: string, owner?: number): void {
  if (name.endsWith('/')) mkdirSync(join(folder, name))
  else writeFileSync(join(folder, name), '')
  chmodSync(join(folder, name), 0o755)
  if (owner !== undefined) chownSync(join(folder, name), owner, owner)
}

it('closes the folder and the files in it; what lies below keeps its modes', () => {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  make('journal.db')
  make('worker/')
  closeFolder(folder)
  expect([modeOf('.'), modeOf('journal.db'), modeOf('worker')]).toEqual(['700', '600', '755'])
})

// Only root can make what is root's, and run as somebody else.
it.skipIf(!canRunNodeAs(other))('closes what is its own in a volume that is root’s, as Kubernetes mounts them', () => {
  mkdirSync(folder, { recursive: true })
  chownSync(folder, 0, other)
  chmodSync(folder, 0o2777)
  make('journal.db', other)
  make('worker/', other)
  make('lost+found/')
  // Read here, as the file may not be another user's to read.
  const module = stripTypeScriptTypes(readFileSync(new URL('./folder-modes.ts', import.meta.url), 'utf8'))
  const source = `${module}
    process.chdir('/proc/self/fd/3')
    closeFolder('.')
    process.getBuiltinModule('fs').writeFileSync('later', '')`
  // By what it is handed: the folders above need not be another user's to pass.
  const handed = openSync(folder, 'r')
  execFileSync(ownNode.command, ['--input-type=module', '-e', source], {
    ...{ uid: other, gid: other, cwd: ownNode.cwd },
    stdio: ['ignore', 'pipe', 'pipe', handed],
  })
  closeSync(handed)
  expect(['.', 'journal.db', 'worker', 'later', 'lost+found'].map(modeOf)).toEqual(['777', '600', '700', '600', '755'])
})
