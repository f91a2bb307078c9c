import { expect, test } from 'vitest'
import { createUnderway } from './underway.ts'

test('nothing is under way at first, and again once every call was answered', async () => {
  const underway = createUnderway()
  await underway.none()
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  underway.until(first.promise)
  underway.until(second.promise)
  let isOver = false
  const over = underway.none().then(() => {
    isOver = true
  })
  first.resolve()
  await first.promise
  await Promise.resolve()
  expect(isOver).toBe(false)
  second.resolve()
  await over
  await underway.none()
  expect(isOver).toBe(true)
})
