import { execFileSync } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'
import { expect, it } from 'vitest'

const module = new URL('./memory-folder.mjs', import.meta.url)

/** Where temporary files of a process lie that has read the module, and whether a file could be put there. */
function temporary(TMPDIR) {
  const program = `
    const { existsSync, writeFileSync } = await import('node:fs')
    await import('${module}')
    const folder = process.env.TMPDIR
    if (folder?.startsWith('/dev/shm/')) writeFileSync(folder + '/a', '')
    console.log(JSON.stringify({ folder, isKept: existsSync(folder + '/a') }))`
  const env = { ...process.env, TMPDIR }
  if (TMPDIR === undefined) delete env.TMPDIR
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { env, encoding: 'utf8' }))
}

const hasRoom = existsSync('/dev/shm') && statfsSync('/dev/shm').bavail * statfsSync('/dev/shm').bsize >= 1024 ** 3

it.skipIf(!hasRoom)('temporary files lie in memory, in a folder that goes with its process', () => {
  const { folder, isKept } = temporary(undefined)
  expect(folder).toMatch(/^\/dev\/shm\/pasos-tests-/)
  expect(isKept).toBe(true)
  expect(existsSync(folder)).toBe(false)
})

it('they lie where TMPDIR says', () => {
  expect(temporary('/nowhere')).toEqual({ folder: '/nowhere', isKept: false })
})
