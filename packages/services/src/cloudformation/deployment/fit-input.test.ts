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
  ['states', 'CreateStateMachine', { name: 'm', tags: undefined }, { name: 'm' }],
])('what %s:%s takes of %j', (scope, operation, input, fitted) => {
  expect(fitInput(scope, operation, input)).toEqual(fitted)
})

it('leaves bytes and times as they are', () => {
  const [ZipFile, StartDate] = [Buffer.from('a'), new Date(0)]
  expect(fitInput('lambda', 'UpdateFunctionCode', { ZipFile })['ZipFile']).toBe(ZipFile)
  expect(fitInput('scheduler', 'CreateSchedule', { StartDate })['StartDate']).toBe(StartDate)
})

it.each<[scope: string, operation: string, input: object, told: string]>([
  ['states', 'CreateStateMachine', { name: 'm', colour: 1 }, '#: extraneous key [colour] is not permitted'],
  ['lambda', 'CreateFunction', { LoggingConfig: { Level: 'INFO' } }, '#/LoggingConfig: extraneous key [Level] is not permitted'],
  ['dynamodb', 'CreateTable', { KeySchema: [{}, { Name: 'a' }] }, '#/KeySchema/1: extraneous key [Name] is not permitted'],
  ['lambda', 'CreateFunction', { Tags: { any: 'name' }, Layer: [] }, '#: extraneous key [Layer] is not permitted'],
])('what %s:%s does not take of %j', (scope, operation, input, told) => {
  expect(() => fitInput(scope, operation, input)).toThrow(told)
})
