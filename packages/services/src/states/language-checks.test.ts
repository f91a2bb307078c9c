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
