import { loadService } from '@pasos/models'
import { expect, it } from 'vitest'
import { readJson } from './json.ts'

const read = (service: string, operation: string, input: object) =>
  readJson(loadService(service).operation(operation)!.input, Buffer.from(JSON.stringify(input)))

it.each([1.5, 'NaN', '1'])('%s is no whole number, and refused where the model wants one', value => {
  expect(read('states', 'ListActivities', { maxResults: 2 })).toEqual({ maxResults: 2 })
  expect(() => read('states', 'ListActivities', { maxResults: value })).toThrow('can not be converted to an Integer')
})

it('a number with a fraction is one where the model lets it', () => {
  const input = { mapRunArn: 'a', toleratedFailurePercentage: 1.5 }
  expect(read('states', 'UpdateMapRun', input)).toEqual(input)
})
