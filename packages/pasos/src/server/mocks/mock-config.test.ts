import { expect, it } from 'vitest'
import { findTestCase, readMockConfig } from './mock-config.ts'

const file = (response: object) =>
  JSON.stringify({ StateMachines: { m: { TestCases: { Case: { Charge: 'Answer' } } } }, MockedResponses: { Answer: response } })

it('counts invocations from 0, with ranges, in whatever order they are written', () => {
  const response = { '1-2': { Return: null }, '0': { Throw: { Error: 'E', Cause: 'why' } }, '3': { Return: [1] } }
  const answers = findTestCase(readMockConfig(file(response)), 'm', 'Case').get('Charge')
  expect(answers).toEqual([{ error: 'E', cause: 'why' }, { output: null }, { output: null }, { output: [1] }])
})

it.each([
  [{ '1': { Return: 1 } }, 'Answer: the response "0" is missing or there twice'],
  [{ '0-1': { Return: 1 }, '1': { Return: 2 } }, 'Answer: the response "2" is missing or there twice'],
  [{ '2-1': { Return: 1 } }, 'Answer: "2-1" is neither a number nor a range such as "1-2"'],
  [{ first: { Return: 1 } }, 'Answer: "first" is neither'],
  [{ '0': { Return: 1, Throw: { Error: 'E' } } }, 'Answer.0 must be {"Return": …}'],
  [{ '0': { Throw: { Cause: 'c' } } }, 'Answer.0 must be {"Return": …}'],
])('says of %j what is wrong', (response, expected) => {
  expect(() => readMockConfig(file(response))).toThrow(expected)
})

it('names what is there where a machine, a case or a response is not', () => {
  expect(() => findTestCase(readMockConfig(file({})), 'n', 'Case')).toThrow('StateMachines has no object "n"; there are: m')
  expect(() => findTestCase(readMockConfig(file({})), 'm', 'toString')).toThrow('TestCases has no object "toString"; there are: Case')
  expect(() => readMockConfig('[]')).toThrow('the file must be an object')
  expect(() => readMockConfig('{')).toThrow()
})
