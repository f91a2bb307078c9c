import { loadService } from '@pasos/models'
import { expect, it } from 'vitest'
import { readJson } from './json.ts'
import { readSdkJson, writeSdkJson } from './sdk-json.ts'

const shapeOf = (service: string, operation: string) => loadService(service).operation(operation)!.input

it.each([
  ['sqs', 'ReceiveMessage', { QueueUrl: 'q', AttributeNames: 'All' }, 'Expected list or null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: 'a' }, 'Expected map or null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: [] }, 'Start of list found where not expected'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', MessageAttributes: { a: 'x' } }, 'Expected null'],
  ['sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b', DelaySeconds: 'x' }, 'STRING_VALUE can not be converted to an Integer'],
  ['dynamodb', 'Scan', { TableName: 't', Limit: 1.5 }, 'DECIMAL_VALUE can not be converted to an Integer'],
  [
    ...(['eventbridge', 'PutEvents', { Entries: [{ Time: 'yesterday' }] }] as const),
    'STRING_VALUE can not be converted to milliseconds since epoch',
  ],
])('%s %s of a workflow and of a client is refused in the same words: %o', (service, operation, input, message) => {
  expect(() => readSdkJson(shapeOf(service, operation), input)).toThrow(message)
  expect(() => readJson(shapeOf(service, operation), Buffer.from(JSON.stringify(input)))).toThrow(message)
})

it('a number becomes text as what holds it writes it out', () => {
  const written = { toJSON: () => ({ MessageBody: '1.0' }) }
  const input = Object.assign(Object.create(written) as object, { QueueUrl: 'q', MessageBody: 1, DelaySeconds: 1 })
  expect(readSdkJson(shapeOf('sqs', 'SendMessage'), input)).toEqual({ QueueUrl: 'q', MessageBody: '"1.0"', DelaySeconds: 1 })
  expect(readSdkJson(shapeOf('sqs', 'SendMessage'), { MessageBody: 1 })).toEqual({ MessageBody: '1' })
})

it('a ciphertext goes from one call of a workflow to the next, whatever its bytes are; other blobs are the text that stands there', () => {
  const { output } = loadService('kms').operation('Encrypt')!
  for (const bytes of [Buffer.from([0xff, 0, 1]), Buffer.from('only letters'), Buffer.alloc(0)]) {
    const given = writeSdkJson(output, { CiphertextBlob: bytes })
    expect(given).toEqual({ CiphertextBlob: bytes.toString('base64') })
    expect(readSdkJson(shapeOf('kms', 'Decrypt'), given)).toEqual({ CiphertextBlob: bytes })
  }
  expect(readSdkJson(shapeOf('kms', 'Decrypt'), { CiphertextBlob: 'no base64!' })).toEqual({ CiphertextBlob: Buffer.from('no base64!') })
  expect(readSdkJson(shapeOf('kms', 'Encrypt'), { Plaintext: 'YWJj' })).toEqual({ Plaintext: Buffer.from('YWJj') })
})
