import { expect, test } from 'vitest'
import { lentAtHand } from './lent-at-hand.ts'

test('what another service lends is there once it is open, and asked for again where it could not be opened', async () => {
  let opened = 0
  const find = lentAtHand(() => (++opened === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve('face')))
  expect(find()).toBeUndefined()
  await Promise.resolve()
  expect(find()).toBeUndefined()
  await Promise.resolve()
  expect([find(), find()]).toEqual(['face', 'face'])
  expect(opened).toBe(2)
  expect(lentAtHand(() => undefined)()).toBeUndefined()
})
