import { expect, test } from 'vitest'
import { alignVisits, type ComparedVisit, differences } from './align-visits.ts'

const step = (name: string, more: Partial<ComparedVisit> = {}): ComparedVisit => ({ name, status: 'succeeded', ...more })
const shown = (first: string, second: string) =>
  alignVisits(
    [...first].map(name => step(name)),
    [...second].map(name => step(name)),
  )
    .map(pair => `${pair.name}${pair.visit}${pair.first ? 'a' : ''}${pair.second ? 'b' : ''}`)
    .join(' ')

test('the nth visit of a state stands beside the nth of the other execution, what one has alone where it happened', () => {
  expect(shown('ABC', 'ABC')).toBe('A1ab B1ab C1ab')
  expect(shown('ABD', 'ACD')).toBe('A1ab C1b B1a D1ab')
  expect(shown('ABAB', 'AB')).toBe('A1ab B1ab A2a B2a')
  expect(shown('', 'AB')).toBe('A1b B1b')
  expect(shown('AB', '')).toBe('A1a B1a')
})

test('another order, as branches have it, loses and doubles nothing', () => {
  expect(shown('ABC', 'CBA')).toBe('A1ab B1ab C1ab')
  expect(shown('ABC', 'CXBA').split(' ').sort()).toEqual(['A1ab', 'B1ab', 'C1ab', 'X1b'])
})

test('differences are told with what matters most first', () => {
  const pair = { name: 'A', visit: 1, first: step('A', { input: '1', output: '1' }) }
  expect(differences({ ...pair, second: step('A', { input: '1', output: '1' }) })).toEqual([])
  expect(differences({ ...pair, second: step('A', { input: '2', status: 'failed', error: 'E' }) })).toEqual([
    'status',
    'error',
    'input',
    'output',
  ])
  expect(differences(pair)).toEqual(['onlyFirst'])
})
