import { expect, test } from 'vitest'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter, Change } from '../writer/batch-writer.ts'
import { collectDefinitions } from './expire.ts'
import { openNumbers } from './numbers.ts'

/** What is deleted of one definition that nothing refers to, where the execution of the highest number is this one. */
async function dropped(highest: number): Promise<unknown> {
  const told: (Change | undefined)[] = []
  const rows = async (sql: string) => (sql.includes('FROM definitions') ? [{ id: 'd' }] : [{ number: highest, definition: 'other' }])
  const queued: BatchWriter['queued'] = (change, done) => {
    told.push(change)
    done?.()
  }
  await collectDefinitions({ rows } as unknown as Readers, { queued } as BatchWriter, () => false)
  return told[0]
}

test('a definition stays that an execution uses which comes to disk after others that were started later', async () => {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const numbers = { row: async () => ({ highest: 0 }) } as unknown as Readers
  const inOneLane = await openNumbers(numbers, 1, () => clock.now)
  const inAnother = await openNumbers(numbers, 2, () => clock.now)
  const first = inOneLane()
  clock.now += 9_000
  const { rare } = (await dropped(inAnother())) as { rare: { op: string; id: string; after: number }[] }
  expect(rare).toMatchObject([{ op: 'dropDefinition', id: 'd' }])
  expect(rare[0]!.after).toBeLessThan(first)
})

test('of executions that one node has counted none is looked at twice', async () => {
  expect(await dropped(7)).toEqual({ rare: [{ op: 'dropDefinition', id: 'd', after: 7 }] })
})
