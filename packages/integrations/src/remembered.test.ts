import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

test('what a text comes to is found out once, also where it comes to nothing', () => {
  const asked: string[] = []
  const lengthOf = remembered(10, text => {
    asked.push(text)
    return text === '' ? undefined : text.length
  })
  expect([lengthOf('ab'), lengthOf(''), lengthOf('ab'), lengthOf('')]).toEqual([2, undefined, 2, undefined])
  expect(asked).toEqual(['ab', ''])
})

test('no more texts are kept than it may', () => {
  let asked = 0
  const same = remembered(2, text => {
    asked++
    return text
  })
  for (const text of ['a', 'b', 'c', 'c', 'a']) same(text)
  expect(asked).toBe(4)
})

test('a long text is never kept', () => {
  let asked = 0
  const lengthOf = remembered(10, text => {
    asked++
    return text.length
  })
  expect([lengthOf('x'.repeat(2_049)), lengthOf('x'.repeat(2_049))]).toEqual([2_049, 2_049])
  expect(asked).toBe(2)
})

test('a text that can not be taken apart is tried again', () => {
  const never = remembered(2, () => {
    throw new Error('no')
  })
  expect(() => never('a')).toThrow('no')
  expect(() => never('a')).toThrow('no')
})
