import { expect, it } from 'vitest'
import { fitInput } from './fit-input.ts'

it.each<[scope: string, operation: string, input: object, fitted: object]>([
  ['lambda', 'CreateEventSourceMapping', { Enabled: 'false', BatchSize: '5' }, { Enabled: false, BatchSize: 5 }],
  ['lambda', 'CreateEventSourceMapping', { Enabled: 'true', BatchSize: 'many' }, { Enabled: true, BatchSize: 'many' }],
  [
    'sqs',
    'CreateQueue',
    { QueueName: 1, Attributes: { DelaySeconds: 5, FifoQueue: true } },
    { QueueName: '1', Attributes: { DelaySeconds: '5', FifoQueue: 'true' } },
  ],
  ['dynamodb', 'CreateTable', { KeySchema: { AttributeName: 'a' } }, { KeySchema: [{ AttributeName: 'a' }] }],
  ['states', 'CreateStateMachine', { name: 'm', tags: undefined, unknown: 1 }, { name: 'm', unknown: 1 }],
])('what %s:%s takes of %j', (scope, operation, input, fitted) => {
  expect(fitInput(scope, operation, input)).toEqual(fitted)
})

it('leaves bytes and times as they are', () => {
  const [ZipFile, StartDate] = [Buffer.from('a'), new Date(0)]
  expect(fitInput('lambda', 'UpdateFunctionCode', { ZipFile })['ZipFile']).toBe(ZipFile)
  expect(fitInput('scheduler', 'CreateSchedule', { StartDate })['StartDate']).toBe(StartDate)
})
