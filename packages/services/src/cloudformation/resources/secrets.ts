import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import {
  asList,
  documentText,
  hasChanged,
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retag,
  tagList,
  tagMap,
  taken,
} from './resource-type.ts'

const parameterTexts = ['Type', 'Value', 'Description', 'AllowedPattern', 'DataType', 'Tier', 'Policies']

const parameter: ResourceType = {
  properties: [...parameterTexts, 'Name', 'Tags'],
  replacedBy: ['Name', 'Type'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 1011)
    // A former attempt may have put it.
    const Tags = tagList(context, tagsAsList(properties['Tags']))
    if (context.isRepeated) await put(context, { Name, Overwrite: true, ...only(properties, parameterTexts) })
    else await put(context, { Name, ...only(properties, parameterTexts), ...(Tags.length > 0 && { Tags }) })
    if (context.isRepeated) await tagParameter(context, Name, properties)
    return madeParameter(Name, properties)
  },
  async update(context, Name, properties, before) {
    // What is not said again stays as it was: but for the tier, of which AWS takes none back, and a pattern, which is of one version.
    const gone = taken({ Description: '', DataType: 'text' }, properties, before)
    // Each makes another version of it, which other tags do not.
    const isOther = parameterTexts.some(name => hasChanged(name, properties, before))
    if (isOther) await put(context, { Name, Overwrite: true, ...gone, ...only(properties, parameterTexts) })
    await tagParameter(context, Name, properties)
    return madeParameter(Name, properties)
  },
  remove: (context, Name) => removed(context.call('ssm', 'DeleteParameter', { Name })),
}

function put(context: ResourceContext, input: object): Promise<unknown> {
  return context.call('ssm', 'PutParameter', input)
}

/** In a template they are a map. */
function tagsAsList(own: Json | undefined): Json | undefined {
  return isJsonObject(own) ? Object.entries(own).map(([Key, Value]) => ({ Key, Value })) : own
}

function tagParameter(context: ResourceContext, ResourceId: string, { Tags }: JsonObject): Promise<void> {
  const named = { ResourceType: 'Parameter', ResourceId }
  const operations = { read: 'ListTagsForResource', tag: 'AddTagsToResource', untag: 'RemoveTagsFromResource' }
  return retag(context, { scope: 'ssm', ...operations, named, form: asList('Key', 'Value', 'TagList') }, tagMap(context, Tags))
}

function madeParameter(id: string, { Type = 'String', Value = '' }: JsonObject): Made {
  return { id, attributes: { Type, Value } }
}

const tagsOfKey = asList('TagKey', 'TagValue')

const key: ResourceType = {
  properties: [
    ...['BypassPolicyLockoutSafetyCheck', 'Description', 'EnableKeyRotation', 'Enabled', 'KeyPolicy', 'KeySpec', 'KeyUsage', 'MultiRegion'],
    ...['Origin', 'PendingWindowInDays', 'RotationPeriodInDays', 'Tags'],
  ],
  replacedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  ofRemoval: ['PendingWindowInDays'],
  async create(context, properties) {
    checkWindow(properties)
    const tags = tagMap(context, properties['Tags'])
    const { KeyMetadata } = await context.call('kms', 'CreateKey', {
      ...only(properties, ['BypassPolicyLockoutSafetyCheck', 'Description', 'KeySpec', 'KeyUsage', 'MultiRegion', 'Origin']),
      Policy: documentText(properties['KeyPolicy'] ?? ownersPolicy(context)),
      ...(Object.keys(tags).length > 0 && tagsOfKey.tags(tags)),
    })
    context.begun(KeyMetadata.KeyId)
    await stateOfKey(context, KeyMetadata.KeyId, properties, {})
    return { id: KeyMetadata.KeyId, attributes: { Arn: KeyMetadata.Arn, KeyId: KeyMetadata.KeyId } }
  },
  async update(context, KeyId, properties, before) {
    checkWindow(properties)
    await context.call('kms', 'UpdateKeyDescription', { KeyId, Description: properties['Description'] ?? '' })
    const Policy = documentText(properties['KeyPolicy'] ?? ownersPolicy(context))
    const { BypassPolicyLockoutSafetyCheck } = properties
    await context.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy, BypassPolicyLockoutSafetyCheck })
    await stateOfKey(context, KeyId, properties, before)
    const tagging = { scope: 'kms', read: 'ListResourceTags', named: { KeyId }, form: tagsOfKey }
    await retag(context, tagging, tagMap(context, properties['Tags']))
    const { KeyMetadata } = await context.call('kms', 'DescribeKey', { KeyId })
    return { id: KeyId, attributes: { Arn: KeyMetadata.Arn, KeyId } }
  },
  remove: (context, KeyId, { PendingWindowInDays = 30 }) =>
    removed(context.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays })),
}

/** It is needed only when the key goes, which it could not with another. */
function checkWindow({ PendingWindowInDays = 30 }: JsonObject): void {
  const days = Number(PendingWindowInDays)
  if (!(days >= 7 && days <= 30)) throw new Error(`#/PendingWindowInDays: ${PendingWindowInDays} is not between 7 and 30`)
}

function ownersPolicy({ partition, accountId }: ResourceContext): JsonObject {
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' }
  return { Version: '2012-10-17', Statement: [statement] }
}

/** Rotation is changed while the key is enabled: with one that is not, it cannot be. */
async function stateOfKey(context: ResourceContext, KeyId: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const isEnabled = ({ Enabled = true }: JsonObject) => String(Enabled) === 'true'
  const periodOf = ({ EnableKeyRotation, RotationPeriodInDays = 365 }: JsonObject) =>
    String(EnableKeyRotation) === 'true' ? Number(RotationPeriodInDays) : undefined
  const RotationPeriodInDays = periodOf(properties)
  if (isEnabled(properties) && !isEnabled(before)) await context.call('kms', 'EnableKey', { KeyId })
  if (RotationPeriodInDays === undefined) {
    if (periodOf(before) !== undefined) await context.call('kms', 'DisableKeyRotation', { KeyId })
  } else if (RotationPeriodInDays !== periodOf(before)) await context.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays })
  if (!isEnabled(properties) && isEnabled(before)) await context.call('kms', 'DisableKey', { KeyId })
}

const alias: ResourceType = {
  properties: ['AliasName', 'TargetKeyId'],
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
  properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'ReplicaRegions', 'SecretString', 'Tags', 'Type'],
  replacedBy: ['Name'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 512)
    const SecretString = await secretText(context, properties)
    const { ReplicaRegions: AddReplicaRegions, Tags } = properties
    const input = { Name, ...only(properties, ['Description', 'KmsKeyId', 'Type']), AddReplicaRegions, SecretString }
    await madeOnce(context, () => context.call('secretsmanager', 'CreateSecret', { ...input, Tags: tagList(context, Tags) }))
    const { ARN } = await context.call('secretsmanager', 'DescribeSecret', { SecretId: Name })
    return { id: ARN, attributes: { Id: ARN } }
  },
  async update(context, SecretId, properties, before) {
    // A value that is said no more stays: a secret cannot be without the one that it has.
    const isNew = ['SecretString', 'GenerateSecretString'].some(name => hasChanged(name, properties, before))
    const SecretString = isNew ? await secretText(context, properties) : undefined
    // Without a name of a key, it is the service's own.
    const gone = taken({ Description: '', KmsKeyId: '' }, properties, before)
    const settings = { ...gone, ...only(properties, ['Description', 'KmsKeyId', 'Type']) }
    await context.call('secretsmanager', 'UpdateSecret', { SecretId, ...settings, SecretString })
    const AddReplicaRegions = (properties['ReplicaRegions'] ?? []) as Json[]
    // Not served here, and said to be so.
    if (AddReplicaRegions.length > 0) await context.call('secretsmanager', 'ReplicateSecretToRegions', { SecretId, AddReplicaRegions })
    const tagging = { scope: 'secretsmanager', read: 'DescribeSecret', named: { SecretId }, form: asList() }
    await retag(context, tagging, tagMap(context, properties['Tags']))
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
