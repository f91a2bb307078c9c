import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

function counting() {
  const asked: string[] = []
  const find = remembered(text => {
    asked.push(text)
    return text.length
  })
  return { asked, find }
}

test('what a text comes to is found out once, and again when it could not be', () => {
  const { asked, find } = counting()
  expect([find('abc'), find('abc'), asked.length]).toEqual([3, 3, 1])
  let tries = 0
  const failing = remembered(() => {
    if (++tries < 3) throw new Error('broken')
    return tries
  })
  for (let time = 0; time < 2; time++) expect(() => failing('a')).toThrow('broken')
  expect([failing('a'), failing('a')]).toEqual([3, 3])
})

test('a thousand texts are remembered and no more, and none that is long', () => {
  const { asked, find } = counting()
  for (let at = 0; at < 1_000; at++) find(`text ${at}`)
  find('text 0')
  expect(asked.length).toBe(1_000)
  find('one more')
  find('text 0')
  expect(asked.length).toBe(1_002)
  const long = 'x'.repeat(513)
  expect([find(long), find(long), asked.length]).toEqual([513, 513, 1_004])
})
