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

test('bugs of the statement that writes are in the one that is used, not in that of a version before', () => {
  const schemas = plantedInCluster.filter(({ file }) => file.endsWith('.sql')).map(({ file }) => file)
  expect(schemas).toHaveLength(3)
  const [used] = /commit_batch_v\d+/.exec(readFileSync(join(packages, 'store-postgres/src/writer/columns.ts'), 'utf8'))!
  for (const file of schemas) expect(readFileSync(join(packages, file), 'utf8')).toContain(`CREATE FUNCTION ${used}(`)
})

/** What judges have said of runs on planted clusters, and what they say where something else is the matter. */
const said = {
  numbering: 'numbering: arn:aws:states:us-east-1:123456789012:execution:tour:s1-7: event 13 has the id 17',
  refused: `arn:aws:states:us-east-1:123456789012:execution:tour:s3-54 ended as FAILED: [{"cause":"duplicate key value violates unique constraint"}]`,
  failed: 'arn:aws:states:us-east-1:123456789012:execution:tour:s3-54 ended as FAILED: [{"type":"ExecutionFailed"}]',
  fenced:
    'a node ended by itself: Pasos is ready\nThis node no longer writes the database: Another node has taken over what this one was serving',
  crashed: 'a node ended by itself: TypeError: undefined is not a function',
  hung: 'leases ran out while a standby hung: in 31 of 46 looks',
  changedHands: 'lanes changed hands while a standby hung: 1 1 became 2 2',
  notReady: 'the run broke down: Error: nodes do not get ready: Another node has taken over what this one was serving',
  late: 'stuck: arn:aws:states:us-east-1:123456789012:execution:tour:s1-7: it has not ended',
}

test.each<[string, (keyof typeof said)[]]>([
  ['the fence is off', ['numbering', 'refused']],
  ['a batch that is sent again', ['numbering', 'refused']],
  ['a lane is taken without a new epoch', ['numbering', 'refused']],
  ['others are taken for dead', ['fenced']],
  ['a lane is given away', ['fenced']],
  ['the renewal of a lease', ['hung', 'changedHands']],
  ['the plan of a deletion', []],
])('the bug "%s…" is found by what it does, and by nothing else', (name, shown) => {
  const { shows } = plantedInCluster.find(bug => bug.name.startsWith(name))!
  const found = Object.entries(said).flatMap(([what, text]) => (shows.test(text) ? [what] : []))
  expect(found).toEqual(shown)
})
