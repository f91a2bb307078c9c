import type { JsonObject } from '@pasos/asl'
import { documentText, type Made, madeOnce, nameOf, type ResourceContext, type ResourceType, removed, tagMap } from './resource-type.ts'

const group: ResourceType = {
  replacedBy: ['LogGroupName', 'LogGroupClass'],
  async create(context, properties) {
    const logGroupName = nameOf(context, properties, 'LogGroupName', 512)
    const tags = tagMap(context, properties['Tags'])
    const { LogGroupClass, KmsKeyId, DeletionProtectionEnabled } = properties
    const input = {
      ...{ logGroupName, ...(Object.keys(tags).length > 0 && { tags }) },
      ...(LogGroupClass !== undefined && { logGroupClass: LogGroupClass }),
      ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
      ...(DeletionProtectionEnabled !== undefined && { deletionProtectionEnabled: DeletionProtectionEnabled }),
    }
    await madeOnce(context, () => context.call('logs', 'CreateLogGroup', input))
    await retention(context, logGroupName, properties, {})
    return madeGroup(context, logGroupName)
  },
  async update(context, logGroupName, properties, before) {
    await retention(context, logGroupName, properties, before)
    const { KmsKeyId: kmsKeyId } = properties
    if (kmsKeyId !== undefined) await context.call('logs', 'AssociateKmsKey', { logGroupName, kmsKeyId })
    else if (before['KmsKeyId'] !== undefined) await context.call('logs', 'DisassociateKmsKey', { logGroupName })
    const [tags, former] = [tagMap(context, properties['Tags']), tagMap(context, before['Tags'])]
    const tagKeys = Object.keys(former).filter(name => !Object.hasOwn(tags, name))
    const resourceArn = arnOf(context, logGroupName)
    if (tagKeys.length > 0) await context.call('logs', 'UntagResource', { resourceArn, tagKeys })
    if (Object.keys(tags).length > 0) await context.call('logs', 'TagResource', { resourceArn, tags })
    return madeGroup(context, logGroupName)
  },
  remove: (context, logGroupName) => removed(context.call('logs', 'DeleteLogGroup', { logGroupName })),
}

async function retention(context: ResourceContext, logGroupName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const { RetentionInDays: retentionInDays } = properties
  if (retentionInDays !== undefined) await context.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays })
  else if (before['RetentionInDays'] !== undefined) await context.call('logs', 'DeleteRetentionPolicy', { logGroupName })
}

const arnOf = ({ partition, region, accountId }: ResourceContext, name: string) =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`

const madeGroup = (context: ResourceContext, name: string): Made => ({ id: name, attributes: { Arn: `${arnOf(context, name)}:*` } })

const resourcePolicy: ResourceType = {
  replacedBy: ['PolicyName'],
  async create(context, { PolicyName: policyName, PolicyDocument }) {
    await context.call('logs', 'PutResourcePolicy', { policyName, policyDocument: documentText(PolicyDocument) })
    return { id: String(policyName) }
  },
  update: (context, _id, properties) => resourcePolicy.create(context, properties),
  remove: (context, policyName) => removed(context.call('logs', 'DeleteResourcePolicy', { policyName })),
}

export const logsTypes: Record<string, ResourceType> = { 'AWS::Logs::LogGroup': group, 'AWS::Logs::ResourcePolicy': resourcePolicy }
