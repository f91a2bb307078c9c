import { expect, test } from 'vitest'
import { emptyWrite, record } from '../contracts/journal-samples.ts'
import { memoryJournal } from '../memory/memory-journal.ts'
import { formerNumbers, formerSpace } from './former-numbers.ts'
import { taskTokens } from './tokens.ts'

test('a token from another store leads to the number that its execution has now, until that has ended', async () => {
  const journal = memoryJournal()
  const begin = (number: number, name: string, status: 'RUNNING' | 'SUCCEEDED'): Promise<void> =>
    new Promise(resolve =>
      journal.commit({ ...emptyWrite, number, created: record(name, { status }), definition: { id: 'd', text: '{}' } }, () => resolve()),
    )
  await begin(1, 'runs', 'RUNNING')
  await begin(2, 'over', 'SUCCEEDED')
  const former = 2 ** 50
  await journal.data.commit([former, former + 16].map((each, at) => ({ space: formerSpace, key: String(each), value: String(at + 1) })))
  const known = await formerNumbers(journal.data, journal)
  expect([...known]).toEqual([[former, 1]])
  expect((await journal.data.scan(formerSpace, { limit: 5 })).map(({ key }) => key)).toEqual([String(former)])

  const secret = Buffer.alloc(32, 1)
  const token = taskTokens(secret).issue(former, 'arn', 7)
  const tokens = taskTokens(secret, known)
  expect(tokens.read(token)).toEqual({ number: 1, task: 7 })
  expect(tokens.isGenuine(token, 'arn')).toBe(true)
  expect(tokens.read(tokens.issue(1, 'arn', 7))).toEqual({ number: 1, task: 7 })
})
