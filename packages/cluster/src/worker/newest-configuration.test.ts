import { expect, test } from 'vitest'
import { newestConfiguration } from './newest-configuration.ts'

/** A database whose answers come when the test says so, each with the revision that there was when it was asked. */
function world(patienceMs = 60_000) {
  let revision = 1
  const questions: { answer(): void; fail(): void }[] = []
  const known: number[] = []
  const wait = newestConfiguration(
    {
      documentRevision: () => {
        const asOfNow = revision
        const { promise, resolve, reject } = Promise.withResolvers<number>()
        questions.push({ answer: () => resolve(asOfNow), fail: () => reject(new Error('away')) })
        return promise
      },
    },
    { upTo: async upTo => void known.push(upTo) },
    patienceMs,
  )
  return { wait, questions, known, change: () => ++revision }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('who asks after a change was acknowledged waits for it, also when an older question is under way', async () => {
  const { wait, questions, known, change } = world()
  const first = wait()
  change()
  let isThere = false
  const second = wait().then(() => {
    isThere = true
  })
  questions[0]!.answer()
  await first
  await settle()
  expect(isThere).toBe(false)
  questions[1]!.answer()
  await second
  expect(known).toEqual([1, 2])
})

test('all who ask while the database is asked share one question, and one that failed is no answer to the next', async () => {
  const { wait, questions } = world()
  const first = wait()
  const others = Promise.all(Array.from({ length: 50 }, wait))
  questions[0]!.fail()
  await expect(first).rejects.toThrow('away')
  await settle()
  expect(questions).toHaveLength(2)
  questions[1]!.answer()
  await others
  const later = wait()
  expect(questions).toHaveLength(3)
  questions[2]!.answer()
  await later
})

test('a database that says nothing is not waited for, and asked anew by who comes then', async () => {
  const { wait, questions, known } = world(5)
  await expect(wait()).rejects.toThrow('does not say')
  const later = wait()
  expect(questions).toHaveLength(2)
  questions[1]!.answer()
  await later
  expect(known).toEqual([1])
})
