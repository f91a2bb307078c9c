import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from './running-server.ts'

/** Where a server with this data folder keeps what it is about. */
function marksOf(folder: string): string {
  const { dev, ino } = statSync(folder)
  return `/dev/shm/pasos-at-work-${dev}-${ino}`
}

it.skipIf(!existsSync('/dev/shm'))('a temporary folder goes with what killed servers have left in memory, and may be gone already', () => {
  const { folder, remove } = temporaryFolder('marks')
  const inner = join(folder, 'data')
  mkdirSync(inner)
  const marks = [folder, inner].map(marksOf)
  for (const file of marks) writeFileSync(file, '')
  remove()
  remove()
  expect([folder, ...marks].filter(existsSync)).toEqual([])
})
