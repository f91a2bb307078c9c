import { describe, expect, it } from 'vitest'
import { roleNeeds } from './role-needs.ts'

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:M'
const task = (Resource: string, fields: object = {}) =>
  roleNeeds(JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', Resource, ...fields } } }), MACHINE).map(({ action, resource }) => [
    action,
    resource,
  ])

describe('what a role needs', () => {
  it('is to invoke the function that a task names, by ARN, by name or as its Resource', () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:f'
    expect(task(arn)).toEqual([['lambda:InvokeFunction', arn]])
    expect(task('arn:aws:states:::lambda:invoke', { Parameters: { FunctionName: 'f' } })).toEqual([['lambda:InvokeFunction', arn]])
    expect(task('arn:aws:states:::aws-sdk:lambda:invoke', { Arguments: { FunctionName: arn } })).toEqual([['lambda:InvokeFunction', arn]])
  })

  it('names queues, tables and objects by their ARNs', () => {
    expect(task('arn:aws:states:::sqs:sendMessage', { Parameters: { QueueUrl: 'http://localhost/111122223333/q' } })).toEqual([
      ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q'],
    ])
    expect(task('arn:aws:states:::dynamodb:getItem', { Parameters: { TableName: 't' } })).toEqual([
      ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111122223333:table/t'],
    ])
    expect(task('arn:aws:states:::aws-sdk:s3:listObjectsV2', { Parameters: { Bucket: 'b' } })).toEqual([
      ['s3:ListBucket', 'arn:aws:s3:::b'],
    ])
  })

  it('leaves open what the input decides, and asks nothing for an activity', () => {
    expect(task('arn:aws:states:::sqs:sendMessage', { Parameters: { 'QueueUrl.$': '$.q' } })).toEqual([['sqs:SendMessage', undefined]])
    expect(task('arn:aws:states:::aws-sdk:s3:getObject', { Arguments: { Bucket: 'b', Key: '{% $states.input.k %}' } })).toEqual([
      ['s3:GetObject', undefined],
    ])
    expect(task('arn:aws:states:eu-west-1:111122223333:activity:a')).toEqual([])
  })
})
