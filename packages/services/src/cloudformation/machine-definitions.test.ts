import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

/** The definition that a machine has whose template says this of it, or why there is none. */
async function definitionFrom(properties: object, file?: string): Promise<string> {
  const world = await lambdaWorld()
  if (file !== undefined) {
    await world.call('s3', 'CreateBucket', { Bucket: 'definitions' })
    await world.call('s3', 'PutObject', { Bucket: 'definitions', Key: 'm.asl', Body: Buffer.from(file) })
  }
  const AssumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const place = file === undefined ? {} : { DefinitionS3Location: { Bucket: 'definitions', Key: 'm.asl' } }
  const Resources = {
    R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } },
    M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: { 'Fn::GetAtt': ['R', 'Arn'] }, ...place, ...properties } },
  }
  const named = { StackName: 's' }
  await world.call('cloudformation', 'CreateStack', {
    ...{ ...named, TemplateBody: JSON.stringify({ Resources, Outputs: { M: { Value: { Ref: 'M' } } } }) },
    Capabilities: ['CAPABILITY_IAM'],
  })
  for (;;) {
    const [stack] = (await world.call('cloudformation', 'DescribeStacks', named)).Stacks
    if (stack.StackStatus === 'CREATE_COMPLETE') {
      return (await world.call('states', 'DescribeStateMachine', { stateMachineArn: stack.Outputs[0].OutputValue })).definition
    }
    if (!stack.StackStatus.endsWith('IN_PROGRESS')) {
      const events = (await world.call('cloudformation', 'DescribeStackEvents', named)).StackEvents
      return events.find(({ LogicalResourceId }: { LogicalResourceId: string }) => LogicalResourceId === 'M').ResourceStatusReason
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const yaml = 'StartAt: Rest\nStates:\n  Rest:\n    Type: Wait\n    Seconds: ${Seconds}\n    Comment: ${Why}\n    End: true\n'

it('a file of YAML is a definition, with what is put into it before it is read', async () => {
  const definition = await definitionFrom(
    { DefinitionSubstitutions: { Seconds: 5, Why: 'two: words' } },
    yaml.replace('${Why}', '"${Why}"'),
  )
  expect(JSON.parse(definition)).toEqual({
    StartAt: 'Rest',
    States: { Rest: { Type: 'Wait', Seconds: 5, Comment: 'two: words', End: true } },
  })
})

it('a file of JSON stays as it is written, to the letter', async () => {
  const file = '{ "StartAt": "P",\n  "States": { "P": { "Type": "Pass", "End": true } } }\n'
  expect(await definitionFrom({}, file)).toBe(file)
})

it('what is neither is refused as the operation refuses it', async () => {
  expect(await definitionFrom({}, '{ "StartAt": ')).toContain('INVALID_JSON_DESCRIPTION')
})

it('what is substituted may be a piece of JSON, and may name another value, but not itself for ever', async () => {
  const DefinitionString = '{"StartAt":"P","States":{"P":{"Type":"Pass","Result":${Result},"Comment":"${Loop}","End":true}}}'
  const DefinitionSubstitutions = { Result: '{"name":"${Name}"}', Name: 'own', Loop: '${Loop}' }
  const definition = JSON.parse(await definitionFrom({ DefinitionString, DefinitionSubstitutions }))
  expect(definition.States.P).toMatchObject({ Result: { name: 'own' }, Comment: '${Loop}' })
})
