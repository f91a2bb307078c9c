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

  it('puts what the input decides as a pattern of the machine’s own region and account', () => {
    const patterns = (definition: object) =>
      roleNeeds(JSON.stringify({ StartAt: 'T', States: { T: definition } }), MACHINE).map(({ action, pattern }) => `${action} ${pattern}`)
    expect(patterns({ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { 'TableName.$': '$.t' } })).toEqual([
      'dynamodb:GetItem arn:aws:dynamodb:eu-west-1:111122223333:table/*',
    ])
    expect(
      patterns({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { Bucket: 'b', 'Key.$': '$.k' } }),
    ).toEqual(['s3:GetObject arn:aws:s3:::b/*'])
    expect(patterns({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions' })).toEqual(['states:ListExecutions *'])
  })

  it('waits for an execution with the rule that tells of its end', () => {
    const other = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Other'
    expect(task('arn:aws:states:::states:startExecution.sync:2', { Parameters: { StateMachineArn: other } })).toEqual([
      ['states:StartExecution', other],
      ['states:DescribeExecution', undefined],
      ['states:StopExecution', undefined],
      ['events:PutTargets', undefined],
      ['events:PutRule', undefined],
      ['events:DescribeRule', undefined],
    ])
  })

  it('takes another role for a call, and starts the children of a distributed Map', () => {
    const RoleArn = 'arn:aws:iam::111122223333:role/other'
    const Resource = 'arn:aws:states:::sns:publish'
    expect(task(Resource, { Credentials: { RoleArn }, Parameters: { TopicArn: 'arn:aws:sns:eu-west-1:1:t' } })).toContainEqual([
      'sts:AssumeRole',
      RoleArn,
    ])
    const ItemReader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } }
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'P', States: { P: { Type: 'Pass' } } }
    const map = JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ItemReader, ItemProcessor } } })
    expect(roleNeeds(map, MACHINE).map(({ action }) => action)).toEqual([
      's3:GetObject',
      'states:StartExecution',
      'states:DescribeExecution',
      'states:StopExecution',
      'states:RedriveExecution',
    ])
  })

  it('is nothing for a text that is no definition', () => {
    expect(roleNeeds('{"States"', MACHINE)).toEqual([])
  })
})
