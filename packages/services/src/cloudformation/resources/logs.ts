import { documentText, madeOnce, nameOf, type ResourceType, removed, tagMap } from './resource-type.ts'

const group: ResourceType = {
  replacedBy: ['LogGroupName', 'LogGroupClass'],
  async create(context, properties) {
    const logGroupName = nameOf(context, properties, 'LogGroupName', 512)
    const tags = tagMap(context, properties['Tags'])
    const input = { logGroupName, ...(Object.keys(tags).length > 0 && { tags }) }
    await madeOnce(context, () => context.call('logs', 'CreateLogGroup', input))
    return group.update(context, logGroupName, properties, {})
  },
  async update(context, logGroupName, { RetentionInDays: retentionInDays }, before) {
    if (retentionInDays !== undefined) await context.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays })
    else if (before['RetentionInDays'] !== undefined) await context.call('logs', 'DeleteRetentionPolicy', { logGroupName })
    const { partition, region, accountId } = context
    return { id: logGroupName, attributes: { Arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:*` } }
  },
  remove: (context, logGroupName) => removed(context.call('logs', 'DeleteLogGroup', { logGroupName })),
}

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
