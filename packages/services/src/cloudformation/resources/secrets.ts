import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import {
  documentText,
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  tagList,
} from './resource-type.ts'

const parameter: ResourceType = {
  replacedBy: ['Name', 'Type'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 1011)
    // A former attempt may have put it.
    return putParameter(context, Name, properties, context.isRepeated)
  },
  update: (context, Name, properties) => putParameter(context, Name, properties, true),
  remove: (context, Name) => removed(context.call('ssm', 'DeleteParameter', { Name })),
}

async function putParameter(context: ResourceContext, Name: string, properties: JsonObject, Overwrite: boolean): Promise<Made> {
  const { Tags: own } = properties
  const Tags = tagList(context, isJsonObject(own) ? Object.entries(own).map(([Key, Value]) => ({ Key, Value })) : own)
  const input = { Name, Overwrite, ...only(properties, ['Type', 'Value', 'Description', 'AllowedPattern', 'DataType', 'Tier', 'Policies']) }
  await context.call('ssm', 'PutParameter', { ...input, ...(!Overwrite && Tags.length > 0 && { Tags }) })
  return { id: Name, attributes: { Type: properties['Type'] ?? 'String', Value: properties['Value'] ?? '' } }
}

const key: ResourceType = {
  replacedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  ofRemoval: ['PendingWindowInDays'],
  async create(context, properties) {
    const Tags = tagList(context, properties['Tags']).map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue }))
    const { KeyMetadata } = await context.call('kms', 'CreateKey', {
      ...only(properties, ['Description', 'KeySpec', 'KeyUsage', 'MultiRegion']),
      ...{ Policy: documentText(properties['KeyPolicy'] ?? ownersPolicy(context)), ...(Tags.length > 0 && { Tags }) },
    })
    await rotation(context, KeyMetadata.KeyId, properties)
    return { id: KeyMetadata.KeyId, attributes: { Arn: KeyMetadata.Arn, KeyId: KeyMetadata.KeyId } }
  },
  async update(context, KeyId, properties) {
    await context.call('kms', 'UpdateKeyDescription', { KeyId, Description: properties['Description'] ?? '' })
    const Policy = documentText(properties['KeyPolicy'] ?? ownersPolicy(context))
    await context.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy })
    await rotation(context, KeyId, properties)
    const { KeyMetadata } = await context.call('kms', 'DescribeKey', { KeyId })
    return { id: KeyId, attributes: { Arn: KeyMetadata.Arn, KeyId } }
  },
  remove: (context, KeyId, { PendingWindowInDays = 30 }) =>
    removed(context.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays })),
}

function ownersPolicy({ partition, accountId }: ResourceContext): JsonObject {
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' }
  return { Version: '2012-10-17', Statement: [statement] }
}

async function rotation(context: ResourceContext, KeyId: string, properties: JsonObject): Promise<void> {
  const { EnableKeyRotation, Enabled, RotationPeriodInDays } = properties
  if (EnableKeyRotation !== undefined) {
    const isOn = String(EnableKeyRotation) === 'true'
    const input = { KeyId, ...(isOn && RotationPeriodInDays !== undefined && { RotationPeriodInDays }) }
    await context.call('kms', isOn ? 'EnableKeyRotation' : 'DisableKeyRotation', input)
  }
  if (Enabled !== undefined) await context.call('kms', String(Enabled) === 'true' ? 'EnableKey' : 'DisableKey', { KeyId })
}

const alias: ResourceType = {
  replacedBy: ['AliasName'],
  async create(context, { AliasName, TargetKeyId }) {
    await madeOnce(context, () => context.call('kms', 'CreateAlias', { AliasName, TargetKeyId }))
    return { id: String(AliasName) }
  },
  async update(context, AliasName, { TargetKeyId }) {
    await context.call('kms', 'UpdateAlias', { AliasName, TargetKeyId })
    return { id: AliasName }
  },
  remove: (context, AliasName) => removed(context.call('kms', 'DeleteAlias', { AliasName })),
}

const secret: ResourceType = {
  replacedBy: ['Name'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 512)
    const SecretString = await secretText(context, properties)
    const Tags = tagList(context, properties['Tags'])
    const input = { Name, ...only(properties, ['Description', 'KmsKeyId']), ...(SecretString !== undefined && { SecretString }), Tags }
    await madeOnce(context, () => context.call('secretsmanager', 'CreateSecret', input))
    const { ARN } = await context.call('secretsmanager', 'DescribeSecret', { SecretId: Name })
    return { id: ARN, attributes: { Id: ARN } }
  },
  async update(context, SecretId, properties, before) {
    const isNew = ['SecretString', 'GenerateSecretString'].some(name => JSON.stringify(properties[name]) !== JSON.stringify(before[name]))
    const SecretString = isNew ? await secretText(context, properties) : undefined
    const input = { SecretId, ...only(properties, ['Description', 'KmsKeyId']), ...(SecretString !== undefined && { SecretString }) }
    await context.call('secretsmanager', 'UpdateSecret', input)
    return { id: SecretId, attributes: { Id: SecretId } }
  },
  remove: (context, SecretId) => removed(context.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true })),
}

async function secretText(context: ResourceContext, { SecretString, GenerateSecretString }: JsonObject): Promise<Json | undefined> {
  if (GenerateSecretString === undefined) return SecretString
  const { SecretStringTemplate, GenerateStringKey, ...wanted } = GenerateSecretString as JsonObject
  const { RandomPassword } = await context.call('secretsmanager', 'GetRandomPassword', wanted)
  if (SecretStringTemplate === undefined) return RandomPassword
  return JSON.stringify({ ...(JSON.parse(String(SecretStringTemplate)) as JsonObject), [String(GenerateStringKey)]: RandomPassword })
}

export const secretTypes: Record<string, ResourceType> = {
  'AWS::SSM::Parameter': parameter,
  'AWS::KMS::Key': key,
  'AWS::KMS::Alias': alias,
  'AWS::SecretsManager::Secret': secret,
}
