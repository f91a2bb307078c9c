import { expect, it } from 'vitest'
import { concerns, placeRemarks } from './field-remarks.tsx'

const text = '{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"x","Next":"B"}],"Default":1}}}'
const at = (words: string) => ({ from: text.indexOf(words), to: 0, severity: 'error' as const, message: words })

it('finds the field that a finding speaks of, by its name as by its value', () => {
  const [byName, byValue] = placeRemarks(text, [at('"Variable"'), at('"x"')])
  expect(byName?.path).toEqual(['States', 'A', 'Choices', 0, 'Variable'])
  expect(byValue?.path).toEqual(byName?.path)
})

it('is told at the innermost field: a group speaks of itself and its entries, not of their fields', () => {
  const choices = ['States', 'A', 'Choices']
  expect(concerns([...choices, 0, 'Variable'], [...choices, 0, 'Variable'], false)).toBe(true)
  expect(concerns([...choices, 0, 'Variable'], choices, true)).toBe(false)
  expect(concerns([...choices, 0], choices, true)).toBe(true)
  expect(concerns(choices, choices, true)).toBe(true)
  expect(concerns(['States', 'A', 'Parameters', 'deep', 'er'], ['States', 'A', 'Parameters'], false)).toBe(true)
  expect(concerns(['States', 'A', 'Default'], choices, true)).toBe(false)
})
