import * as sdk from '@aws-sdk/client-cloudwatch-logs'
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { logsService } from './service.ts'

async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

it('a group of logs has a key whose policy lets CloudWatch Logs in, and its lines are read while that can be used', async () => {
  const world = serviceWorld([kmsService, logsService])
  const [client, kms] = [new sdk.CloudWatchLogsClient(world.config()), new KMSClient(world.config())]
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const { KeyId, Arn: keyArn } = KeyMetadata!
  const arnOf = (name: string) => `arn:aws:logs:${region}:${account}:log-group:${name}`
  const create = (logGroupName: string, kmsKeyId = keyArn!) => client.send(new sdk.CreateLogGroupCommand({ logGroupName, kmsKeyId }))
  const notAllowed = (name: string) =>
    `AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with LogGroup '${arnOf(name)}'`
  const admit = (Action: string[]) => {
    const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }
    const Condition = { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arnOf('g') } }
    const logs = { Effect: 'Allow', Principal: { Service: `logs.${region}.amazonaws.com` }, Action, Resource: '*', Condition }
    return kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [owner, logs] }) }))
  }
  expect(await refusal(create('g'))).toBe(notAllowed('g'))
  await admit(['kms:Encrypt*', 'kms:GenerateDataKey*'])
  expect(await refusal(create('g'))).toBe(notAllowed('g'))
  await admit(['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'])
  expect(await refusal(create('another'))).toBe(notAllowed('another'))
  await create('g')
  const stream = { logGroupName: 'g', logStreamName: 's' }
  await client.send(new sdk.CreateLogStreamCommand(stream))
  const put = () =>
    client.send(new sdk.PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: world.ports.clock.now(), message: 'm' }] }))
  const reads = [
    async () => (await client.send(new sdk.GetLogEventsCommand(stream))).events!.length,
    async () => (await client.send(new sdk.FilterLogEventsCommand({ logGroupName: 'g' }))).events!.length,
  ]
  await put()
  await kms.send(new DisableKeyCommand({ KeyId }))
  await put()
  for (const read of reads) expect(await refusal(read())).toBe(`InvalidParameterException: ${keyArn} is disabled.`)
  expect(await refusal(create('other'))).toContain('AccessDeniedException')
  await kms.send(new EnableKeyCommand({ KeyId }))
  for (const read of reads) expect(await read()).toBe(2)
  await admit(['kms:Encrypt*'])
  for (const read of reads) expect(await refusal(read())).toBe(notAllowed('g'))
  const missing = keyArn!.replace(KeyId!, '11111111-2222-3333-4444-555555555555')
  expect(await refusal(create('h', missing))).toBe(`InvalidParameterException: Key '${missing}' does not exist`)
})

it('a group is given a key later, and has it taken away', async () => {
  const world = serviceWorld([kmsService, logsService])
  const [client, kms] = [new sdk.CloudWatchLogsClient(world.config()), new KMSClient(world.config())]
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const { KeyId, Arn: kmsKeyId } = KeyMetadata!
  const named = { logGroupName: 'g' }
  await client.send(new sdk.CreateLogGroupCommand(named))
  const associate = (more: object) => client.send(new sdk.AssociateKmsKeyCommand({ kmsKeyId, ...more }))
  const keyOf = async () => (await client.send(new sdk.DescribeLogGroupsCommand({}))).logGroups?.map(group => group.kmsKeyId)
  expect(await refusal(associate(named))).toContain('AccessDeniedException: The specified KMS key does not exist or is not allowed')
  expect(await keyOf()).toEqual([undefined])
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }]
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
  await associate(named)
  expect(await keyOf()).toEqual([kmsKeyId])
  await client.send(new sdk.DisassociateKmsKeyCommand(named))
  expect(await keyOf()).toEqual([undefined])
  await associate({ resourceIdentifier: `arn:aws:logs:${region}:${account}:log-group:g:*` })
  expect(await keyOf()).toEqual([kmsKeyId])
  expect(await refusal(associate({}))).toContain('InvalidParameterException')
  expect(await refusal(associate({ logGroupName: 'none' }))).toContain('ResourceNotFoundException')
})
