import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

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
    const iam = new IAMClient(clientOptions(server.url))
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }
    const allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'killed', AssumeRolePolicyDocument: document(trust) }))
    await iam.send(new PutRolePolicyCommand({ RoleName: 'killed', PolicyName: 'invoke', PolicyDocument: document(allow) }))
    let sfn = new SFNClient(clientOptions(server.url))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Killed', definition, roleArn: Role!.Arn! }))
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
})
