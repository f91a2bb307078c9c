import { expect, test } from 'vitest'
import { answerHeaders } from './answer-headers.ts'

const answer = { requestId: 'q', body: '{}', others: [], type: 'application/x-amz-json-1.0' }
const names = (service: string) => answerHeaders(service, answer).map(([name]) => name)

test('the headers of a queue’s answer stand as AWS shows them in a task’s result', () => {
  expect(names('sqs')).toEqual(['x-amzn-RequestId', 'connection', 'Content-Length', 'Date', 'Content-Type'])
  expect(answerHeaders('sqs', answer)).toEqual(expect.arrayContaining([['Content-Length', '2']]))
})

test('DynamoDB names its server and checks the body', () => {
  expect(names('dynamodb')).toEqual(['Server', 'Connection', 'x-amzn-RequestId', 'x-amz-crc32', 'Content-Length', 'Date', 'Content-Type'])
  // The sum that DynamoDB sends with every empty answer.
  expect(new Map(answerHeaders('dynamodb', answer)).get('x-amz-crc32')).toBe('2745614147')
})
