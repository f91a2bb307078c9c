import { loadService } from '@pasos/models'
import { expect, it } from 'vitest'
import { readJson } from './json.ts'
import { readSdkJson } from './sdk-json.ts'

const shapeOf = (service: string, operation: string) => loadService(service).operation(operation)!.input

it.each([
  ['sqs', 'ReceiveMessage', { QueueUrl: 'q', AttributeNames: 'All' }, 'Expected list or null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: 'a' }, 'Expected map or null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: [] }, 'Start of list found where not expected'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: { a: 'x' } }, 'Expected null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', DelaySeconds: 'x' }, 'STRING_VALUE can not be converted to an Integer'],
  [
    ...(['eventbridge', 'PutEvents', { Entries: [{ Time: 'yesterday' }] }] as const),
    'STRING_VALUE can not be converted to milliseconds since epoch',
  ],
])('%s %s of a workflow and of a client is refused in the same words: %o', (service, operation, input, message) => {
  expect(() => readSdkJson(shapeOf(service, operation), input)).toThrow(message)
  expect(() => readJson(shapeOf(service, operation), Buffer.from(JSON.stringify(input)))).toThrow(message)
})
