import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const EXECUTIONS = 100
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator'

/** Waits, calls a function, waits again in two branches: at any moment some executions stand in each kind of waiting. */
const definition = JSON.stringify({
  StartAt: 'Pause',
  States: {
    Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Draw' },
    Draw: { Type: 'Task', Resource: FUNCTION, ResultPath: '$.drawn', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 1, End: true } } },
        { StartAt: 'Right', States: { Right: { Type: 'Task', Resource: FUNCTION, End: true } } },
      ],
      End: true,
    },
  },
})

describe('kill -9 with a hundred executions under way', () => {
  const { folder, remove } = temporaryFolder('kill')
  let server: RunningServer
  afterAll(async () => {
    await server.stop('SIGKILL')
    remove()
  })

  it('loses none: all finish after the restart, with gap-free histories', async () => {
    server = await startServer({ folder })
    const roleArn = await createRole(server.url, 'killed', 'states.amazonaws.com', ['lambda:InvokeFunction'])
    let sfn = new SFNClient(clientOptions(server.url))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Killed', definition, roleArn }))
    const arns = await Promise.all(
      Array.from({ length: EXECUTIONS }, async (_, index) => {
        const input = JSON.stringify({ seconds: index % 3 })
        return (await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!
      }),
    )
    await new Promise(resolve => setTimeout(resolve, 700))
    await server.stop('SIGKILL')

    server = await startServer({ folder })
    sfn = new SFNClient(clientOptions(server.url))
    for (const executionArn of arns) {
      const execution = await eventually(`the end of ${executionArn}`, async () => {
        const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }))
        return answer.status === 'RUNNING' ? undefined : answer
      })
      expect(`${execution.status} ${execution.cause ?? ''}`).toBe('SUCCEEDED ')
      const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
      expect(events!.map(event => event.id)).toEqual(events!.map((_, index) => index + 1))
      expect(events!.filter(event => event.type === 'ExecutionSucceeded')).toHaveLength(1)
      expect(events!.filter(event => event.type === 'LambdaFunctionSucceeded')).toHaveLength(2)
    }
  })

  it('begins asynchronous Express executions anew, which run in memory alone, and synchronous ones not', async () => {
    const sfn = new SFNClient({ ...clientOptions(server.url), maxAttempts: 1 })
    const queue = new SQSClient(clientOptions(server.url))
    const { QueueUrl } = await queue.send(new CreateQueueCommand({ QueueName: 'told' }))
    const roleArn = await createRole(server.url, 'telling', 'states.amazonaws.com', ['sqs:SendMessage'])
    const definition = JSON.stringify({
      StartAt: 'Nap',
      States: {
        Nap: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Tell' },
        Tell: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage',
          Parameters: { QueueUrl, 'MessageBody.$': 'States.JsonToString($.at)' },
          End: true,
        },
      },
    })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Again', type: 'EXPRESS', definition, roleArn }))
    for (const at of [1, 2, 3]) await sfn.send(new StartExecutionCommand({ stateMachineArn, input: `{"at":${at},"seconds":1}` }))
    // Never at its end before the server is killed.
    const waits = sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"at":4,"seconds":120}' })).catch(error => error)
    await new Promise(resolve => setTimeout(resolve, 300))
    await server.stop('SIGKILL')
    expect(await waits).toBeInstanceOf(Error)

    server = await startServer({ folder })
    const next = new SQSClient({ ...clientOptions(server.url), useQueueUrlAsEndpoint: false })
    const told = new Set<string>()
    await eventually('a message of each', async () => {
      const { Messages = [] } = await next.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 }))
      for (const { Body } of Messages) told.add(Body!)
      return told.size >= 3 ? true : undefined
    })
    expect([...told].sort()).toEqual(['1', '2', '3'])
  })
})
