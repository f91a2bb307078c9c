import { expect, test } from 'vitest'
import { taskTokens } from './tokens.ts'

const tokens = taskTokens(Buffer.alloc(32, 1))

test('a token says which execution and task it is for and is the same when it is issued again', () => {
  const token = tokens.issue(12, 'arn', 7)
  expect(tokens.read(token)).toEqual({ number: 12, task: 7 })
  expect(tokens.isGenuine(token, 'arn')).toBe(true)
  expect(tokens.issue(12, 'arn', 7)).toBe(token)
  expect(token).toMatch(/^[A-Za-z0-9_-]{1,1024}$/)
})

test('a changed token, one of another execution and one of another secret are not genuine', () => {
  const token = tokens.issue(12, 'arn', 7)
  const changed = (token.startsWith('A') ? 'B' : 'A') + token.slice(1)
  expect(tokens.isGenuine(changed, 'arn')).toBe(false)
  expect(tokens.isGenuine(token, 'other')).toBe(false)
  expect(taskTokens(Buffer.alloc(32, 2)).isGenuine(token, 'arn')).toBe(false)
})

test('anything else is not a token', () => {
  expect(tokens.read('NoSuchTaskToken')).toBeUndefined()
  expect(tokens.read('')).toBeUndefined()
})
