import { expect, test } from 'vitest'
import { simulate } from '../simulate/simulate.ts'
import { parseJson } from '../spelled-numbers.ts'

// What AWS takes for a whole number where a path of a Map state leads to it: floci pull request 3732, measured on AWS.

const listing = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } }

function map(more: object, isDistributed = true): object {
  const config = isDistributed ? { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } : {}
  const processor = { ...config, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
  return { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } } }
}

function run(definition: object, n: string) {
  const inputText = `{"n":${n},"l":[1]}`
  return simulate(definition, { input: parseJson(inputText), inputText, answer: () => ({ output: ['x', 'y', 'z'] }) })
}

const fields: [field: string, definition: object][] = [
  ['MaxItemsPath', map({ ItemReader: { ...listing, ReaderConfig: { MaxItemsPath: '$.n' } } })],
  ['MaxItemsPerBatchPath', map({ ItemsPath: '$.l', ItemBatcher: { MaxItemsPerBatchPath: '$.n' } })],
  ['MaxInputBytesPerBatchPath', map({ ItemsPath: '$.l', ItemBatcher: { MaxInputBytesPerBatchPath: '$.n' } })],
  ['ToleratedFailureCountPath', map({ ItemsPath: '$.l', ToleratedFailureCountPath: '$.n' })],
  ['MaxConcurrencyPath', map({ ItemsPath: '$.l', MaxConcurrencyPath: '$.n' }, false)],
]

test.each(fields)('%s takes whole numbers as they are written, in 64 bits', (field, definition) => {
  for (const [n, told] of [
    ['2.0', '2.0'],
    ['1e2', '1e2'],
    ['"2.0"', '2.0'],
    ['9223372036854775808', '9223372036854775808'],
    ['"-9223372036854775809"', '-9223372036854775809'],
    ['"99999999999999999999"', '99999999999999999999'],
  ] as const) {
    const { end } = run(definition, n)
    expect(end, n).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining(`The ${field} field refers to value "${told}" which is not a valid integer: $.n`) as string,
    })
  }
  for (const n of ['200', '"200"', '"+200"', '"00000000000000000000000200"'])
    expect(run(definition, n).end, n).toMatchObject({ status: 'SUCCEEDED' })
})

test('a number of items may be the greatest of 64 bits, and no negative one of them is taken for something else', () => {
  const [, reading] = fields[0]!
  expect(run(reading, '9223372036854775807').end).toMatchObject({ status: 'SUCCEEDED' })
  expect(run(reading, '-9223372036854775808').end).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'field MaxItems must be positive',
  })
})

test('a percentage is no whole number', () => {
  const definition = map({ ItemsPath: '$.l', ToleratedFailurePercentagePath: '$.n' })
  for (const n of ['2.0', '1e1', '"2.50"']) expect(run(definition, n).end, n).toMatchObject({ status: 'SUCCEEDED' })
})
