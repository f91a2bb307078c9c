import { CreateTableCommand, DynamoDBClient, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, EncryptCommand, KMSClient, ReEncryptCommand } from '@aws-sdk/client-kms'
import { CopyObjectCommand, CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { expect, it } from 'vitest'
import { dynamoDbService } from '../dynamodb/service.ts'
import { iamService } from '../iam/service.ts'
import { kmsService } from '../kms/service.ts'
import { s3Service } from '../s3/service.ts'
import { secretsManagerService } from '../secretsmanager/service.ts'
import { snsService } from '../sns/service.ts'
import { serviceWorld } from './testing/service-world.ts'

/** A world in which `name` may do everything but this, and what the header of a refusal tells it. */
async function worldWithout(action: string) {
  const world = serviceWorld([iamService, dynamoDbService, kmsService, s3Service, secretsManagerService, snsService])
  const who = await world.sessionOf('nearly', { Effect: 'Allow', NotAction: action, Resource: '*' })
  const why = async (call: Promise<unknown>): Promise<unknown> => {
    const error = (await call.then(
      () => undefined,
      error => error,
    )) as { $response?: { headers: Record<string, string> } }
    return JSON.parse(error.$response?.headers['x-pasos-why-denied'] ?? 'null')
  }
  const denied = { decision: 'implicitDeny', action, policyType: 'identity-based policy', asked: [expect.stringContaining('nearly')] }
  return { owner: world.config(), nearly: world.config(who), why, denied }
}

it('DynamoDB tells what decided about the table that a transaction reads', async () => {
  const { owner, nearly, why, denied } = await worldWithout('dynamodb:GetItem')
  const table = {
    ...{ TableName: 'things', BillingMode: 'PAY_PER_REQUEST' as const, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }] },
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  }
  await new DynamoDBClient(owner).send(new CreateTableCommand(table))
  const reading = new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'things', Key: { id: { S: 'a' } } } }] })
  expect(await why(new DynamoDBClient(nearly).send(reading))).toMatchObject(denied)
})

it('KMS tells it of the key to which something is encrypted anew, and of one whose own policy has the last word', async () => {
  const { owner, nearly, why, denied } = await worldWithout('kms:ReEncryptTo')
  const client = new KMSClient(owner)
  const from = (await client.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!
  const DestinationKeyId = (await client.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!
  const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: from, Plaintext: Buffer.from('x') }))
  expect(await why(new KMSClient(nearly).send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId })))).toMatchObject(denied)
})

it('Secrets Manager tells it of the key behind a secret', async () => {
  const { owner, nearly, why, denied } = await worldWithout('kms:Decrypt')
  const key = (await new KMSClient(owner).send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!
  await new SecretsManagerClient(owner).send(new CreateSecretCommand({ Name: 's', SecretString: 'x', KmsKeyId: key }))
  expect(await why(new SecretsManagerClient(nearly).send(new GetSecretValueCommand({ SecretId: 's' })))).toMatchObject(denied)
})

it('S3 tells it of what a copy reads, and of a bucket’s own policy', async () => {
  const { owner, nearly, why, denied } = await worldWithout('s3:GetObject')
  const client = new S3Client({ ...owner, forcePathStyle: true })
  const stranger = new S3Client({ ...nearly, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'x' }))
  const copy = () => stranger.send(new CopyObjectCommand({ Bucket: 'bucket', Key: 'b', CopySource: 'bucket/a' }))
  expect(await why(copy())).toMatchObject(denied)
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await client.send(new PutBucketPolicyCommand({ Bucket: 'bucket', Policy }))
  expect(await why(copy())).toMatchObject({ decision: 'explicitDeny', policyType: 'resource-based policy' })
})

it('SNS, whose refusals have a name of their own, tells it too', async () => {
  const { nearly, why, denied } = await worldWithout('sns:CreateTopic')
  expect(await why(new SNSClient(nearly).send(new CreateTopicCommand({ Name: 't' })))).toMatchObject(denied)
})
