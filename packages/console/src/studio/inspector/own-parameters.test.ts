import { describe, expect, it } from 'vitest'
import { actionItems } from '../palette/palette-items.ts'
import { isNamedBy, ownPlaces, withoutPath } from './own-parameters.ts'

const call = (what: string) => `arn:aws:states:::${what}`
const brief = (resource: string, parameters: unknown) =>
  ownPlaces(call(resource), parameters).map(({ kind, path, written, isPath }) => [kind, path.join('.'), written, ...(isPath ? ['$'] : [])])

describe('what of the user’s own a call names', () => {
  it('is offered where it is needed, in each way to wait and in the SDK’s calls too', () => {
    expect(brief('sqs:sendMessage.waitForTaskToken', {})).toEqual([['queue', 'QueueUrl', undefined]])
    expect(brief('aws-sdk:sqs:receiveMessage', {})).toEqual([['queue', 'QueueUrl', undefined]])
    expect(brief('sns:publish', { TopicArn: 'x' })).toEqual([['topic', 'TopicArn', 'x']])
    expect(brief('states:startExecution.sync:2', {})).toEqual([['machine', 'StateMachineArn', undefined]])
    expect(brief('aws-sdk:sfn:getActivityTask', {})).toEqual([['activity', 'ActivityArn', undefined]])
    expect(brief('dynamodb:putItem', {})).toEqual([['table', 'TableName', undefined]])
    expect(brief('s3:listObjectsV2', { Bucket: 'in' })).toEqual([['bucket', 'Bucket', 'in']])
    expect(brief('aws-sdk:secretsmanager:getSecretValue', {})).toEqual([['secret', 'SecretId', undefined]])
    expect(brief('aws-sdk:ssm:getParameter', {})).toEqual([['parameter', 'Name', undefined]])
    expect(brief('lambda:invoke', { FunctionName: 'f' })).toEqual([['function', 'FunctionName', 'f']])
  })

  it('is found in every entry of a list', () => {
    expect(brief('events:putEvents', { Entries: [{ EventBusName: 'orders' }, { Source: 'me' }] })).toEqual([
      ['bus', 'Entries.0.EventBusName', 'orders'],
      ['bus', 'Entries.1.EventBusName', undefined],
    ])
    expect(brief('aws-sdk:ssm:getParameters', { Names: ['/a', '/b'] })).toEqual([
      ['parameter', 'Names.0', '/a'],
      ['parameter', 'Names.1', '/b'],
    ])
  })

  it('is not offered to what lists all or makes one, nor beside what stands in its place, unless it is written', () => {
    for (const each of ['sqs:listQueues', 'sqs:createQueue', 's3:listBuckets', 's3:createBucket', 'dynamodb:listTables', 'sns:listTopics'])
      expect(brief(`aws-sdk:${each}`, {}), each).toEqual([])
    for (const each of ['sns:createTopic', 'sfn:createActivity', 'secretsmanager:createSecret'])
      expect(brief(`aws-sdk:${each}`, {}), each).toEqual([])
    expect(brief('aws-sdk:s3:createBucket', { Bucket: 'new' })).toEqual([['bucket', 'Bucket', 'new']])
    expect(brief('sns:publish', { 'PhoneNumber.$': '$.phone' })).toEqual([])
  })

  it('leaves expressions as what is written, and has nothing to say of a whole expression or another Resource', () => {
    expect(brief('sns:publish', { 'TopicArn.$': '$.topic' })).toEqual([['topic', 'TopicArn', '$.topic', '$']])
    expect(brief('sns:publish', { TopicArn: '{% $topic %}' })).toEqual([['topic', 'TopicArn', '{% $topic %}']])
    expect(brief('sns:publish', '{% $states.input %}')).toEqual([])
    expect(ownPlaces('arn:aws:lambda:us-east-1:123456789012:function:f', { TopicArn: 'x' })).toEqual([])
    expect(ownPlaces(undefined, { TopicArn: 'x' })).toEqual([])
  })

  it('is known by its name, its ARN, and a queue by any host that it is reached by', () => {
    const queue = { name: 'q', value: 'http://127.0.0.1:8083/123456789012/q' }
    const written = [
      'https://sqs.us-east-1.amazonaws.com/123456789012/q',
      'https://sqs.us-east-1.amazonaws.com/210987654321/q',
      '{% $q %}',
      'q',
    ]
    expect(written.map(each => isNamedBy(queue, each))).toEqual([true, false, false, true])
    expect(isNamedBy({ name: 'q', value: 'https://queue.example/q' }, '{% $q %}')).toBe(false)
    expect(isNamedBy({ name: 't', value: 'arn:aws:sns:us-east-1:123456789012:t' }, '{% $t %}')).toBe(false)
  })

  it('takes the place of a path, in its place', () => {
    const changed = withoutPath({ Message: 'a', 'TopicArn.$': '$.topic', Subject: 'b' }, 'TopicArn', 'arn')
    expect(Object.entries(changed)).toEqual([
      ['Message', 'a'],
      ['TopicArn', 'arn'],
      ['Subject', 'b'],
    ])
  })

  it.each(['JSONPath', 'JSONata'] as const)(
    'is offered by every action of the palette whose %s parameters need one of these names',
    language => {
      const needed = ['QueueUrl', 'TopicArn', 'TableName', 'StateMachineArn', 'FunctionName', 'Bucket', 'SecretId']
      const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
      const missing = actionItems(language).filter(({ state }) => {
        const parameters = state[field] as Record<string, unknown>
        const names = needed.filter(name => name in parameters)
        const offered = ownPlaces(state['Resource'], parameters).map(({ path }) => path.at(-1))
        return names.some(name => !offered.includes(name))
      })
      expect(missing.map(({ id }) => id)).toEqual([])
    },
  )
})
