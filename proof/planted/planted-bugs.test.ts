import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { plantedBugs, plantedInCluster, plantedInJournal, plantedInServices } from './planted-bugs.ts'

const sourceOf = (name: string): string => dirname(fileURLToPath(import.meta.resolve(`@pasos/${name}`)))
const packages = dirname(dirname(sourceOf('engine')))

test.each([
  ...plantedBugs.map(bug => ({ ...bug, folder: sourceOf('engine') })),
  ...plantedInJournal.map(bug => ({ ...bug, folder: sourceOf('store-sqlite') })),
  ...plantedInServices.map(bug => ({ ...bug, folder: packages })),
  ...plantedInCluster.map(bug => ({ ...bug, folder: packages })),
])('there is a place for the bug "$name"', ({ folder, file, find, replace }) => {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text.split(find)).toHaveLength(2)
  expect(replace).not.toBe(find)
})
