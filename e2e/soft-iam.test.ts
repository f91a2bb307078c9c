import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOptions, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const temporary = temporaryFolder('soft')
const roleArn = 'arn:aws:iam::123456789012:role/DummyRole'
let server: RunningServer
beforeAll(async () => {
  server = await startServer({ folder: temporary.folder, args: ['--no-example', '--iam', 'soft'] })
})
afterAll(async () => {
  await server.stop()
  temporary.remove()
})

const definition = JSON.stringify({
  StartAt: 'Put',
  States: {
    Put: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:putItem',
      Parameters: { 'TableName.$': '$.table', Item: { id: { S: '1' } } },
      End: true,
    },
  },
})

it('a machine with a role that nobody made runs, and its role’s least privilege is told', async () => {
  expect(server.output()).toContain('soft: nothing is refused')
  const sfn = new SFNClient(clientOptions(server.url))
  const iam = new IAMClient(clientOptions(server.url))
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }]
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }]
  const table = { TableName: 'orders', KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const }
  await new DynamoDBClient(clientOptions(server.url)).send(new CreateTableCommand(table))
  await expect(iam.send(new GetRoleCommand({ RoleName: 'DummyRole' }))).rejects.toThrow('cannot be found')
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'M', roleArn, definition, type: 'EXPRESS' }))
  expect((await iam.send(new GetRoleCommand({ RoleName: 'DummyRole' }))).Role?.Arn).toBe(roleArn)
  const role = (...more: string[]) => pasos(['role', 'M', '--endpoint', server.url, ...more])
  expect((await role()).stdout).toContain('! dynamodb:PutItem on arn:aws:dynamodb:us-east-1:123456789012:table/*: in Put the input decides')
  const run = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"table":"orders"}' }))
  expect(run.status).toBe('SUCCEEDED')
  const lines = server.output().split('\n')
  const told = lines.filter(line => line.includes('would have been refused')).map(line => JSON.parse(line) as Record<string, string>)
  expect(told.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `sts:AssumeRole ${roleArn}`,
    'dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/orders',
  ])
  const found = JSON.parse((await role('--json')).stdout) as { policy: object; open: object[] }
  expect(found.policy).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/orders' }],
  })
  expect(found).toMatchObject({ schema: 'pasos.role/1', open: [] })
  expect((await role('--terraform')).stdout).toContain('resource "aws_iam_role_policy" "DummyRole" {')
  expect((await pasos(['role', 'none', '--endpoint', server.url])).stderr).toContain('no state machine named none')
})
