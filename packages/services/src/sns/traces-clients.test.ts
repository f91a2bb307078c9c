import * as lambda from '@aws-sdk/client-lambda'
import * as sdk from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { lambdaService } from '../lambda/service.ts'
import { echoHost, memoryCodeStore } from '../lambda/test-host.ts'
import { sqsService } from '../sqs/service.ts'
import { snsService } from './service.ts'

const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'

it('the trace of who publishes goes on to queues, functions and endpoints', async () => {
  const host = echoHost()
  const posted: Record<string, string>[] = []
  const bodies: string[] = []
  const outgoing = {
    async post(_url: string, headers: Record<string, string>, body: string) {
      bodies.push(body)
      posted.push(headers)
      return { status: 200 }
    },
    exchange: () => Promise.reject(new Error('nobody is asked')),
  }
  const functions = async () => ({ host, codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  const world = serviceWorld([snsService, sqsService, lambdaService], { functions, outgoing: outgoing as never })
  Object.assign(world.ports.authorizer, { trusts: () => true })
  const [client, queues, calls] = [
    new sdk.SNSClient(world.config()),
    new sqs.SQSClient(world.config()),
    new lambda.LambdaClient(world.config()),
  ]
  const { TopicArn } = await client.send(new sdk.CreateTopicCommand({ Name: 't' }))
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }]
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
  const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: 'q', Attributes }))
  const code = { Role: `arn:aws:iam::${account}:role/r`, Code: { ZipFile: Buffer.from('PK zip') } }
  await calls.send(new lambda.CreateFunctionCommand({ FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'm.h', ...code }))
  const permission = { FunctionName: 'f', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }
  await calls.send(new lambda.AddPermissionCommand(permission))
  for (const [Protocol, Endpoint] of [
    ['sqs', `arn:aws:sqs:${region}:${account}:q`],
    ['lambda', `arn:aws:lambda:${region}:${account}:function:f`],
    ['http', 'http://example.org/'],
  ])
    await client.send(new sdk.SubscribeCommand({ TopicArn, Protocol, Endpoint }))
  await expect.poll(() => posted.length).toBe(1)
  await client.send(new sdk.ConfirmSubscriptionCommand({ TopicArn, Token: JSON.parse(bodies[0]!).Token }))
  client.middlewareStack.add(
    next => args => {
      Object.assign((args.request as { headers: object }).headers, { 'x-amzn-trace-id': trace })
      return next(args)
    },
    { step: 'build' },
  )
  await client.send(new sdk.PublishCommand({ TopicArn, Message: 'm' }))
  await client.send(new sdk.PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'm' }] }))
  const ask = new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['AWSTraceHeader'] })
  const { Messages } = await queues.send(ask)
  expect(Messages!.map(message => message.Attributes!.AWSTraceHeader)).toEqual([trace, trace])
  await expect.poll(() => host.invocations.map(({ traceId }) => traceId)).toEqual([trace, trace])
  await expect.poll(() => posted.slice(1).map(headers => headers['x-amzn-trace-id'])).toEqual([trace, trace])
})
