import { expect, test } from 'vitest'
import { languageChecks } from './language-checks.ts'

function refusal(resource: string, parameters: object = {}): string | undefined {
  const state = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true }
  return languageChecks.refuse(JSON.stringify({ StartAt: 'S', States: { S: state } }), 'STANDARD')
}

test('an AWS SDK integration whose service or action no model knows is not recognized', () => {
  expect(refusal('aws-sdk:s3:getObject')).toBeUndefined()
  expect(refusal('aws-sdk:rekognition:detectLabels.waitForTaskToken')).toBeUndefined()
  for (const unknown of [
    'aws-sdk:s3:getObjects',
    'aws-sdk:nothing:getObject',
    'aws-sdk:s3:selectObjectContent',
    'aws-sdk:s3:getObject.sync',
  ]) {
    expect(refusal(unknown)).toContain(`The resource provided arn:aws:states:::${unknown} is not recognized.`)
  }
})

test('parameters are held to what the API takes, at any depth, and the parameters are the place of it', () => {
  const unknown = (field: string) => `The field "${field}" is not supported by Step Functions at /States/S/Parameters`
  const item = { 'id.$': '$.id', on: { Bool: true }, 'n.$': '$.n' }
  expect(refusal('aws-sdk:dynamodb:putItem', { 'TableName.$': '$.t', Item: item, 'ReturnValues.$': '$.r' })).toBeUndefined()
  expect(refusal('aws-sdk:dynamodb:putItem', { TableName: 't', Item: { on: { BOOL: true } } })).toContain(unknown('BOOL'))
  expect(refusal('aws-sdk:ec2:describeSnapshots', { Filter: [] })).toContain(unknown('Filter'))
  expect(refusal('aws-sdk:s3:putObject', { Bucket: 'b', Key: 'k', Body: { any: 'JSON' }, Metadata: { any: 'name' } })).toBeUndefined()
  expect(refusal('aws-sdk:secretsmanager:listSecrets', { 'Nonsense.$': '$.x' })).toContain(unknown('Nonsense'))
  const training = { ...{ TrainingJobName: 'j', AlgorithmSpecification: { TrainingInputMode: 'File' } }, RoleArn: 'r' }
  const job = { ...training, OutputDataConfig: { S3OutputPath: 's' }, ResourceConfig: {}, StoppingCondition: {} }
  const source = (name: string) => [{ ChannelName: 'c', DataSource: { S3DataSource: { [name]: ['a'] } } }]
  expect(refusal('sagemaker:createTrainingJob', { ...job, InputDataConfig: source('AttributeNames') })).toBeUndefined()
  expect(refusal('sagemaker:createTrainingJob', { ...job, InputDataConfig: source('AtttributeNames') })).toContain(
    unknown('AtttributeNames'),
  )
})

test('texts within the parameters of an optimized integration are texts, but for what is sent as the text of any JSON', () => {
  const isText = (field: string) => `The value for the field '${field}' must be a STRING at /States/S/Parameters`
  expect(refusal('dynamodb:putItem', { TableName: 't', Item: { n: { N: 5 } } })).toContain(isText('N'))
  const environment = (Value: unknown) => ({ ContainerOverrides: [{ Name: 'c', Environment: [{ Name: 'n', Value }] }] })
  expect(refusal('ecs:runTask', { TaskDefinition: 't', Overrides: environment(1) })).toContain(isText('Value'))
  expect(refusal('ecs:runTask', { TaskDefinition: 't', Overrides: environment('1') })).toBeUndefined()
  expect(refusal('events:putEvents', { Entries: [{ Detail: { any: 'JSON' }, DetailType: 'd', Source: 's' }] })).toBeUndefined()
  expect(refusal('events:putEvents', { Entries: [{ Detail: {}, DetailType: 5, Source: 's' }] })).toContain(isText('DetailType'))
  expect(refusal('sqs:sendMessage', { QueueUrl: 'q', MessageBody: { any: 'JSON' } })).toBeUndefined()
})

test('invokeHarness is known, with what it takes', () => {
  const given = { HarnessArn: 'a', RuntimeSessionId: 's', Messages: [] }
  expect(refusal('bedrockagentcore:invokeHarness', given)).toBeUndefined()
  expect(refusal('bedrockagentcore:invokeHarness', { ...given, Nonsense: 1 })).toContain(
    'The field "Nonsense" is not supported by Step Functions',
  )
  expect(refusal('bedrockagentcore:invokeHarness.waitForTaskToken', given)).toContain('is not recognized')
})

test('parameters of jobs are those of their API', () => {
  expect(refusal('glue:startJobRun.sync', { JobName: 'j', Arguments: {} })).toBeUndefined()
  expect(refusal('glue:startJobRun.sync', { JobName: 'j', Nonsense: 1 })).toContain('The field "Nonsense" is not supported')
  expect(refusal('ecs:runTask', {})).toContain('TaskDefinition')
  expect(refusal('emr-containers:startJobRun', { VirtualClusterId: 'v' })).toBeUndefined()
})
