import { expect, it } from 'vitest'
import { servedApis } from '../../apigateway/served-apis.ts'
import { askApi } from '../../apigateway/testing/ask-api.ts'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

const serverless = (type: string, Properties: object) => ({ Type: `AWS::Serverless::${type}`, Properties })
const event = (Type: string, Properties: object) => ({ Type, Properties })

it('a project of SAM with APIs of both kinds, aliases and schedules becomes a stack that answers', async () => {
  const world = await lambdaWorld()
  const call = (operation: string, input: object) => world.call('cloudformation', operation, { StackName: 's', ...input })
  const settled = async () => {
    for (;;) {
      const [stack] = (await call('DescribeStacks', {})).Stacks
      if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const late = { DeadLetterConfig: { Type: 'SQS' }, RetryPolicy: { MaximumRetryAttempts: 2 } }
  const template = (comment: string) => ({
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      F: serverless('Function', {
        ...{ Handler: 'index.handler', Runtime: 'nodejs24.x', InlineCode: comment, AutoPublishAlias: 'live' },
        Events: {
          Http: event('HttpApi', { Path: '/pets', Method: 'get' }),
          Rest: event('Api', { Path: '/pets', Method: 'post' }),
          Each: event('Schedule', { Schedule: 'rate(1 day)', ...late }),
        },
      }),
      M: serverless('StateMachine', {
        ...{ Definition: { StartAt: 'P', States: { P: { Type: 'Pass', Comment: comment, End: true } } }, AutoPublishAlias: 'live' },
        Events: {
          Start: event('Api', { Path: '/orders', Method: 'post' }),
          Nightly: event('ScheduleV2', { ScheduleExpression: 'rate(1 day)', ...late }),
        },
      }),
    },
    Outputs: {
      Http: { Value: { Ref: 'ServerlessHttpApi' } },
      Rest: { Value: { Ref: 'ServerlessRestApi' } },
      Machine: { Value: { Ref: 'M' } },
    },
  })
  const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND']
  await call('CreateStack', { TemplateBody: JSON.stringify(template('one')), Capabilities })
  const made = await settled()
  expect(made.StackStatus).toBe('CREATE_COMPLETE')
  const [http, rest, machine] = made.Outputs.map(({ OutputValue }: { OutputValue: string }) => OutputValue)
  const ask = async (apiId: string, method: string, path: string) => {
    const { status, body } = await askApi(servedApis(world.services)!, { apiId, method, path, body: '{"a":1}' })
    return { status, body }
  }
  world.host.answer = () => ({ payload: '{"statusCode":200,"body":"pets"}' })
  expect(await ask(http, 'GET', '/pets')).toEqual({ status: 200, body: 'pets' })
  expect(await ask(rest, 'POST', '/Prod/pets')).toEqual({ status: 200, body: 'pets' })
  const started = await ask(rest, 'POST', '/Prod/orders')
  const name = machine.split(':').at(-1)
  expect([started.status, JSON.parse(started.body).executionArn]).toEqual([200, expect.stringContaining(`:execution:${name}:`)])
  const versions = async () =>
    (await world.call('states', 'ListStateMachineVersions', { stateMachineArn: machine })).stateMachineVersions.length
  expect(await versions()).toBe(1)
  await call('UpdateStack', { TemplateBody: JSON.stringify(template('two')), Capabilities })
  expect((await settled()).StackStatus).toBe('UPDATE_COMPLETE')
  expect(await versions()).toBe(2)
  const { routingConfiguration } = await world.call('states', 'DescribeStateMachineAlias', { stateMachineAliasArn: `${machine}:live` })
  expect(routingConfiguration).toMatchObject([{ stateMachineVersionArn: `${machine}:2`, weight: 100 }])
})
