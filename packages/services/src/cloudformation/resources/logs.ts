import type { JsonObject } from '@pasos/asl'
import {
  documentText,
  type Made,
  madeOnce,
  nameOf,
  type ResourceContext,
  type ResourceType,
  removed,
  retagged,
  tagMap,
} from './resource-type.ts'

const group: ResourceType = {
  // Policies of data protection and of indexes are told to be without effect.
  properties: [
    ...['DataProtectionPolicy', 'DeletionProtectionEnabled', 'FieldIndexPolicies', 'KmsKeyId', 'LogGroupClass', 'LogGroupName'],
    ...['RetentionInDays', 'Tags'],
  ],
  replacedBy: ['LogGroupName', 'LogGroupClass'],
  async create(context, properties) {
    const logGroupName = nameOf(context, properties, 'LogGroupName', 512)
    const tags = tagMap(context, properties['Tags'])
    const { KmsKeyId: kmsKeyId, LogGroupClass: logGroupClass, DeletionProtectionEnabled: deletionProtectionEnabled } = properties
    const input = { logGroupName, kmsKeyId, logGroupClass, deletionProtectionEnabled, ...(Object.keys(tags).length > 0 && { tags }) }
    await madeOnce(context, () => context.call('logs', 'CreateLogGroup', input))
    context.begun(logGroupName)
    await retention(context, logGroupName, properties, {})
    return madeGroup(context, logGroupName)
  },
  async update(context, logGroupName, properties, before) {
    await retention(context, logGroupName, properties, before)
    const { KmsKeyId: kmsKeyId, DeletionProtectionEnabled: deletionProtectionEnabled = false } = properties
    if (kmsKeyId !== undefined) await context.call('logs', 'AssociateKmsKey', { logGroupName, kmsKeyId })
    else if (before['KmsKeyId'] !== undefined) await context.call('logs', 'DisassociateKmsKey', { logGroupName })
    // Not served here, and said to be so.
    if (String(deletionProtectionEnabled) === 'true')
      await context.call('logs', 'PutLogGroupDeletionProtection', { logGroupIdentifier: logGroupName, deletionProtectionEnabled })
    const named = { resourceArn: groupArn(context, logGroupName) }
    await retagged(context, { scope: 'logs', read: 'ListTagsForResource', named, isSmall: true }, tagMap(context, properties['Tags']))
    return madeGroup(context, logGroupName)
  },
  remove: (context, logGroupName) => removed(context.call('logs', 'DeleteLogGroup', { logGroupName })),
}

async function retention(context: ResourceContext, logGroupName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const { RetentionInDays: retentionInDays } = properties
  if (retentionInDays !== undefined) await context.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays })
  else if (before['RetentionInDays'] !== undefined) await context.call('logs', 'DeleteRetentionPolicy', { logGroupName })
}

function groupArn({ partition, region, accountId }: ResourceContext, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`
}

function madeGroup(context: ResourceContext, id: string): Made {
  return { id, attributes: { Arn: `${groupArn(context, id)}:*` } }
}

const resourcePolicy: ResourceType = {
  properties: ['PolicyDocument', 'PolicyName'],
  replacedBy: ['PolicyName'],
  async create(context, { PolicyName: policyName, PolicyDocument }) {
    await context.call('logs', 'PutResourcePolicy', { policyName, policyDocument: documentText(PolicyDocument) })
    return { id: String(policyName) }
  },
  update: (context, _id, properties) => resourcePolicy.create(context, properties),
  remove: (context, policyName) => removed(context.call('logs', 'DeleteResourcePolicy', { policyName })),
}

export const logsTypes: Record<string, ResourceType> = { 'AWS::Logs::LogGroup': group, 'AWS::Logs::ResourcePolicy': resourcePolicy }
