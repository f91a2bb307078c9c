import { createHash } from 'node:crypto'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { AddPermissionCommand, CreateFunctionUrlConfigCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

describe('the worked example', () => {
  const { folder, remove } = temporaryFolder('example')
  let server: RunningServer
  let sfn: SFNClient
  beforeAll(async () => {
    server = await startServer({ folder })
    sfn = new SFNClient(clientOptions(server.url))
  })
  afterAll(async () => {
    await server.stop()
    remove()
  })

  async function run() {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    const execution = await eventually('the end of the execution', async () => {
      const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }))
      return answer.status === 'RUNNING' ? undefined : answer
    })
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    return { execution, events: events ?? [] }
  }

  it('goes through Even or Odd by the parity of the number, with the history that AWS writes', async () => {
    const { execution, events } = await run()
    expect(execution.status).toBe('SUCCEEDED')
    const { number } = JSON.parse(execution.output!)
    const branch = number % 2 === 0 ? 'Even' : 'Odd'
    expect(events.map(event => [event.id, event.previousEventId, event.type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ChoiceStateEntered'],
      [8, 7, 'ChoiceStateExited'],
      [9, 8, 'TaskStateEntered'],
      [10, 9, 'LambdaFunctionScheduled'],
      [11, 10, 'LambdaFunctionStarted'],
      [12, 11, 'LambdaFunctionSucceeded'],
      [13, 12, 'TaskStateExited'],
      [14, 13, 'ExecutionSucceeded'],
    ])
    expect(events[8]?.stateEnteredEventDetails?.name).toBe(branch)
    const logs = new CloudWatchLogsClient(clientOptions(server.url))
    const lines = await eventually('the log line of the function', async () => {
      const logGroupName = `/aws/lambda/EvenOrOdd-${branch.toLowerCase()}`
      const found = await logs.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: `"${branch.toLowerCase()} number is ${number}"` }),
      )
      return found.events?.length ? found.events : undefined
    })
    expect(lines[0]?.message).toContain(`My ${branch.toLowerCase()} number is ${number}`)
  })

  it("hands out a function's code at the address that GetFunction answers", async () => {
    const lambda = new LambdaClient(clientOptions(server.url))
    const { Code, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'EvenOrOdd-even' }))
    const answer = await fetch(Code!.Location!)
    const archive = Buffer.from(await answer.arrayBuffer())
    expect(createHash('sha256').update(archive).digest('base64')).toBe(Configuration!.CodeSha256)
    expect((await fetch(Code!.Location!.replace(/Expires=\d/, 'Expires=9'))).status).toBe(403)
  })

  it('answers at the URL of a function', async () => {
    const lambda = new LambdaClient(clientOptions(server.url))
    const FunctionName = 'EvenOrOdd-even'
    const { FunctionUrl } = await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }))
    expect((await fetch(FunctionUrl!)).status).toBe(403)
    const open = { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' } as const
    await lambda.send(new AddPermissionCommand({ FunctionName, ...open }))
    // The function answers the `number` of its event, which a request has not.
    expect(await (await fetch(`${FunctionUrl}some/path?a=1`)).json()).toEqual({})
  })

  it('runs from the command line, with the output alone on stdout', async () => {
    const { code, stdout } = await pasos(['run', 'EvenOrOdd', '--watch', '--endpoint', server.url])
    expect(JSON.parse(stdout)).toEqual({ number: expect.any(Number) })
    expect(code).toBe(0)
  })

  it('tells the command line which state machines there are when a name is wrong', async () => {
    const { code, stderr } = await pasos(['run', 'Nope', '--endpoint', server.url], { LC_ALL: 'es_ES.UTF-8' })
    expect(stderr.trim()).toBe('No hay ninguna máquina de estados llamada Nope. Existen: EvenOrOdd.')
    expect(code).toBe(5)
  })

  it("fails with AWS's AccessDenied text once the role may not invoke the functions", async () => {
    const iam = new IAMClient(clientOptions(server.url))
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'EvenOrOddMachine', PolicyName: 'InvokeTheThreeFunctions' }))
    const { execution, events } = await run()
    expect(execution.status).toBe('FAILED')
    expect(execution.cause).toMatch(
      /is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-number-generator because no identity-based policy allows the lambda:InvokeFunction action/,
    )
    expect(events.at(-1)?.type).toBe('ExecutionFailed')
  })
})
