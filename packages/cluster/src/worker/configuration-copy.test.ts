import { expect, test } from 'vitest'
import type { ChangedDocument } from '../ports.ts'
import { configurationCopy } from './configuration-copy.ts'

const role = (key: string, n: number) => ({ kind: 'role', key, body: JSON.stringify({ n }) })

/** A database whose changes are numbered from 1; `whileRead` comes as all of it is read for the first time. */
async function world(whileRead: () => ChangedDocument[] = () => []) {
  const changes: ChangedDocument[] = [role('a', 1)]
  const asked: string[] = []
  let hold: Promise<void> | undefined
  const copy = await configurationCopy({
    shared: {
      async documents() {
        const documents = changes.map(({ kind, key, body = '' }) => ({ kind, key, body }))
        changes.push(...whileRead())
        return documents
      },
      documentRevision: async () => changes.length,
      async changedDocuments(after) {
        asked.push(`after ${after}`)
        return { revision: changes.length, changes: changes.slice(after) }
      },
    },
    async prepare(given) {
      asked.push(`prepare ${given.map(({ key }) => key).join()}`)
      await hold
    },
    askHome: () => expect.unreachable(),
  })
  const holdUp = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    return resolve
  }
  return { copy, changes, asked, holdUp }
}

test('what changes while all of it is read for the first time is read again', async () => {
  const { copy, asked } = await world(() => [role('b', 2)])
  expect(copy.revision).toBe(1)
  await copy.upTo(2)
  expect(copy.catalog.get('role', 'b')).toEqual({ n: 2 })
  expect(asked).toEqual(['prepare a', 'after 1', 'prepare b'])
})

test('who waits for a revision waits until all of it can be seen and is prepared, and shares the reading with others', async () => {
  const { copy, changes, asked, holdUp } = await world()
  await copy.upTo(1)
  const goOn = holdUp()
  changes.push(role('a', 2), role('b', 1), { kind: 'role', key: 'a' })
  const here: number[] = []
  const waits = [2, 4].map(revision => copy.upTo(revision).then(() => here.push(revision)))
  await new Promise(resolve => setImmediate(resolve))
  changes.push(role('c', 1))
  const later = copy.upTo(5).then(() => here.push(5))
  await new Promise(resolve => setImmediate(resolve))
  // Prepared before it can be seen, e.g. the code of a function.
  expect({ here, a: copy.catalog.get('role', 'a'), revision: copy.revision }).toEqual({ here: [], a: { n: 1 }, revision: 1 })
  goOn()
  await Promise.all([...waits, later])
  expect(here).toEqual([2, 4, 5])
  expect(['a', 'b', 'c'].map(key => copy.catalog.get('role', key))).toEqual([undefined, { n: 1 }, { n: 1 }])
  expect(asked).toEqual(['prepare a', 'after 1', 'prepare a,b,a', 'after 4', 'prepare c'])
})
