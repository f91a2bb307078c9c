import { CloudWatchLogsClient, CreateLogGroupCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateStateMachineCommand, paginateGetExecutionHistory, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, expect, it } from 'vitest'
import { clientOptions, eventually, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }] }
const allowed = { Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] }
const logGroupName = '/states/killed'
const logGroupArn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}:*`
const definition = JSON.stringify({
  StartAt: 'A',
  States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'C' }, C: { Type: 'Pass', End: true } },
})
const rounds = 4

const { folder, remove } = temporaryFolder('logs-kill')
let server: RunningServer
afterAll(async () => {
  await server.stop('SIGKILL')
  remove()
})

async function createMachine(): Promise<string> {
  const iam = new IAMClient(clientOptions(server.url))
  const role = await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: JSON.stringify(allowed) }))
  await new CloudWatchLogsClient(clientOptions(server.url)).send(new CreateLogGroupCommand({ logGroupName }))
  const { stateMachineArn } = await new SFNClient(clientOptions(server.url)).send(
    new CreateStateMachineCommand({
      ...{ name: 'm', definition, roleArn: role.Role!.Arn! },
      loggingConfiguration: { level: 'ALL', includeExecutionData: true, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
    }),
  )
  return stateMachineArn!
}

/** `execution/event` of every event of these executions. */
async function eventsOf(arns: readonly string[]): Promise<Set<string>> {
  const client = new SFNClient(clientOptions(server.url))
  const found = new Set<string>()
  for (const executionArn of arns)
    for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn }))
      for (const event of events ?? []) found.add(`${executionArn}/${event.id}`)
  return found
}

async function loggedEvents(): Promise<Set<string>> {
  const client = new CloudWatchLogsClient(clientOptions(server.url))
  const found = new Set<string>()
  for await (const { events } of paginateFilterLogEvents({ client }, { logGroupName }))
    for (const { message } of events ?? []) {
      const line = JSON.parse(message!) as { execution_arn: string; id: string }
      found.add(`${line.execution_arn}/${line.id}`)
    }
  return found
}

it('kill -9 between a commit and its delivery loses no line of an execution log', { timeout: 120_000 }, async () => {
  server = await startServer({ folder, args: ['--no-example'] })
  const stateMachineArn = await createMachine()
  const arns: string[] = []
  for (let round = 0; round < rounds; round++) {
    const client = new SFNClient(clientOptions(server.url))
    const starts = Array.from({ length: 40 }, () => client.send(new StartExecutionCommand({ stateMachineArn })))
    const started = await Promise.allSettled([...starts.slice(0, 30), ...starts.slice(30)])
    for (const start of started) if (start.status === 'fulfilled') arns.push(start.value.executionArn!)
    // At once, while lines gather; or a little later, while executions end.
    await new Promise(resolve => setTimeout(resolve, round % 2 === 0 ? 0 : 1_020))
    await server.stop('SIGKILL')
    server = await startServer({ folder, args: ['--no-example'] })
  }
  expect(arns).toHaveLength(40 * rounds)
  await eventually('all lines', async () => {
    const [histories, lines] = [await eventsOf(arns), await loggedEvents()]
    const missing = [...histories].filter(event => !lines.has(event))
    return histories.size === arns.length * 8 && missing.length === 0 ? true : undefined
  })
})
