import type { Catalog } from '@pasos/engine'
import { expect, it } from 'vitest'
import { createUseNotes } from './last-use.ts'

/** A catalogue whose home is away: a write waits until it is told that it failed. */
function awayCatalog() {
  const waiting: ((error: Error) => void)[] = []
  const catalog = {
    get: (kind: string) => (kind === 'accessKey' ? {} : undefined),
    update: () => new Promise((_, reject) => waiting.push(reject)),
  }
  return { catalog: catalog as unknown as Catalog, waiting }
}

it('tries once while nothing can be written, however many calls come, and says so once a minute', async () => {
  const { catalog, waiting } = awayCatalog()
  let now = 0
  const told: string[] = []
  const uses = createUseNotes({ catalog, clock: { now: () => now } as never, logger: { error: message => told.push(message) } })
  const call = (key: string) => uses.call({ accessKeyId: key, arn: '' }, 'sqs', 'us-east-1')
  const fail = async () => {
    for (const reject of waiting.splice(0)) reject(new Error('nobody is the home'))
    await new Promise(resolve => setImmediate(resolve))
  }

  for (let at = 0; at < 10; at++) call('AKIA1')
  call('AKIA2')
  expect(waiting).toHaveLength(2)
  await fail()
  expect(told).toEqual(['a last use was not kept'])

  now = 59_999
  call('AKIA1')
  call('AKIA3')
  expect(waiting).toHaveLength(0)

  now = 60_000
  call('AKIA1')
  expect(waiting).toHaveLength(1)
  await fail()
  expect(told).toHaveLength(2)
})
