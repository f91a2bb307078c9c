import { expect, test } from 'vitest'
import { askedTogether } from './asked-together.ts'

/** Answers a key by its capital letters; `x` is not there. */
function questions(mostKeys?: number) {
  const asked: (readonly string[])[] = []
  const one = askedTogether(async keys => {
    asked.push(keys)
    if (keys.includes('broken')) throw new Error('the connection was lost')
    return new Map(keys.filter(key => key !== 'x').map(key => [key, key.toUpperCase()]))
  }, mostKeys)
  return { asked, one }
}

test('what is asked for within one round of the event loop is one question, and each is answered what it has asked for', async () => {
  const { asked, one } = questions()
  const later = Promise.resolve().then(() => one('c'))
  expect(await Promise.all([one('a'), one('x'), one('b'), one('a'), later])).toEqual(['A', undefined, 'B', 'A', 'C'])
  expect(asked).toEqual([['a', 'x', 'b', 'c']])
  expect(await one('a')).toBe('A')
  expect(asked).toHaveLength(2)
})

test('a question has no more than so many keys, and leaves at once when it has them', async () => {
  const { asked, one } = questions(2)
  const answers = Promise.all(['a', 'b', 'c'].map(one))
  expect(asked).toEqual([['a', 'b']])
  expect(await answers).toEqual(['A', 'B', 'C'])
  expect(asked).toEqual([['a', 'b'], ['c']])
  // The round ends after a question that has left with all its keys: nothing is left to be asked.
  await Promise.all([one('d'), one('e')])
  await new Promise(resolve => setImmediate(resolve))
  expect(asked).toEqual([['a', 'b'], ['c'], ['d', 'e']])
})

test('all that asked together are told that it failed, and nobody else', async () => {
  const { one } = questions()
  const failed = await Promise.allSettled([one('broken'), one('a')])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await one('a')).toBe('A')
})
