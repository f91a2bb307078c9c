import { expect, test } from 'vitest'
import { shownNames } from './resolve-machine.ts'

test('of many machines those with a name like the wanted one are shown first, and the rest is counted', () => {
  const many = Array.from({ length: 20 }, (_, index) => `m${index}`)
  expect(shownNames('order_flow', [...many, 'OrderFlow'])).toBe(`OrderFlow, ${many.slice(0, 11).join(', ')} and 9 more`)
  expect(shownNames('order', ['one', 'two'])).toBe('one, two')
})
