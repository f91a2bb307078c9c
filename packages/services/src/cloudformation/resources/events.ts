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
  retaggedList,
  tagList,
  taken,
} from './resource-type.ts'

const ruleMembers = ['Description', 'ScheduleExpression', 'State', 'RoleArn']

const rule: ResourceType = {
  properties: ['Name', 'EventBusName', 'EventPattern', 'Targets', 'Tags', ...ruleMembers],
  replacedBy: ['Name', 'EventBusName'],
  create: (context, properties) => putRule(context, nameOf(context, properties, 'Name', 64), properties, {}),
  update: (context, id, properties, before) => putRule(context, id.split('|').at(-1)!, properties, before),
  async remove(context, id, properties) {
    const place = { ...only(properties, ['EventBusName']) }
    const name = id.split('|').at(-1)
    const Ids = targetsOf(properties).map(({ Id }) => Id)
    if (Ids.length > 0) await removed(context.call('events', 'RemoveTargets', { ...place, Rule: name, Ids }))
    await removed(context.call('events', 'DeleteRule', { ...place, Name: name }))
  },
}

async function putRule(context: ResourceContext, Name: string, properties: JsonObject, before: JsonObject): Promise<Made> {
  const { EventPattern, EventBusName } = properties
  const place = EventBusName === undefined ? {} : { EventBusName }
  const { RuleArn } = await context.call('events', 'PutRule', {
    ...{ Name, ...place, ...only(properties, ruleMembers) },
    ...(EventPattern !== undefined && { EventPattern: isJsonObject(EventPattern) ? JSON.stringify(EventPattern) : EventPattern }),
  })
  context.begun(Name)
  await retaggedList(context, { scope: 'events', named: { ResourceARN: RuleArn } }, tagList(context, properties['Tags']))
  const Targets = targetsOf(properties)
  const kept = Targets.map(({ Id }) => Id)
  const Ids = targetsOf(before).flatMap(({ Id }) => (kept.includes(Id) ? [] : [Id]))
  if (Ids.length > 0) await context.call('events', 'RemoveTargets', { ...place, Rule: Name, Ids })
  if (Targets.length > 0) {
    const { FailedEntries = [] } = await context.call('events', 'PutTargets', { ...place, Rule: Name, Targets })
    const [failed] = FailedEntries as { ErrorMessage?: string; TargetId?: string }[]
    if (failed) throw new Error(`Target ${failed.TargetId}: ${failed.ErrorMessage}`)
  }
  const isDefault = EventBusName === undefined || EventBusName === 'default'
  return { id: isDefault ? Name : `${EventBusName}|${Name}`, attributes: { Arn: RuleArn } }
}

function targetsOf({ Targets = [] }: JsonObject): JsonObject[] {
  return Targets as JsonObject[]
}

const busSettings = ['Description', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig']

const bus: ResourceType = {
  properties: ['Name', 'EventSourceName', 'Policy', 'Tags', ...busSettings],
  replacedBy: ['Name', 'EventSourceName'],
  async create(context, properties) {
    const Name = String(properties['Name'])
    const input = { Name, Tags: tagList(context, properties['Tags']), ...only(properties, [...busSettings, 'EventSourceName']) }
    await madeOnce(context, () => context.call('events', 'CreateEventBus', input))
    context.begun(Name)
    await putPolicy(context, Name, properties, {})
    return madeBus(context, Name)
  },
  async update(context, Name, properties, before) {
    await context.call('events', 'UpdateEventBus', { Name, ...only(properties, busSettings) })
    await putPolicy(context, Name, properties, before)
    const made = await madeBus(context, Name)
    const named = { ResourceARN: String(made.attributes?.['Arn']) }
    await retaggedList(context, { scope: 'events', named }, tagList(context, properties['Tags']))
    return made
  },
  remove: (context, Name) => removed(context.call('events', 'DeleteEventBus', { Name })),
}

async function putPolicy(context: ResourceContext, EventBusName: string, { Policy }: JsonObject, before: JsonObject): Promise<void> {
  if (Policy !== undefined) await context.call('events', 'PutPermission', { EventBusName, Policy: documentText(Policy) })
  else if (before['Policy'] !== undefined) await context.call('events', 'RemovePermission', { EventBusName, RemoveAllPermissions: true })
}

async function madeBus(context: ResourceContext, Name: string): Promise<Made> {
  const { Arn } = await context.call('events', 'DescribeEventBus', { Name })
  return { id: Name, attributes: { Arn, Name } }
}

/** Connections, API destinations and archives: made, described and changed alike. */
function named(
  kind: string,
  nameMember: string,
  options: { members: string[]; initial: JsonObject; arn: string; attributes: Record<string, string>; replacedBy?: string[] },
): ResourceType {
  const { members, initial, arn, attributes, replacedBy = [] } = options
  const described = async (context: ResourceContext, name: string): Promise<Made> => {
    const answer = (await context.call('events', `Describe${kind}`, { [nameMember]: name })) as Record<string, Json>
    const known = Object.entries(attributes).map(([attribute, member]) => [attribute, answer[member] ?? ''] as const)
    return { id: name, attributes: { Arn: answer[arn] ?? '', ...Object.fromEntries(known) } }
  }
  return {
    properties: [nameMember, ...members, ...replacedBy],
    replacedBy: [nameMember, ...replacedBy],
    async create(context, properties) {
      const name = nameOf(context, properties, nameMember, kind === 'Archive' ? 48 : 64)
      await madeOnce(context, () =>
        context.call('events', `Create${kind}`, { [nameMember]: name, ...inputOf(properties, [...members, 'SourceArn']) }),
      )
      return described(context, name)
    },
    async update(context, name, properties, before) {
      const input = inputOf({ ...taken(initial, properties, before), ...properties }, members)
      await context.call('events', `Update${kind}`, { [nameMember]: name, ...input })
      return described(context, name)
    },
    remove: (context, name) => removed(context.call('events', `Delete${kind}`, { [nameMember]: name })),
  }
}

function inputOf(properties: JsonObject, members: string[]): JsonObject {
  const { EventPattern, SourceArn, ...rest } = only(properties, members)
  return {
    ...rest,
    ...(EventPattern !== undefined && { EventPattern: isJsonObject(EventPattern) ? JSON.stringify(EventPattern) : EventPattern }),
    ...(SourceArn !== undefined && { EventSourceArn: SourceArn }),
  }
}

export const eventsTypes: Record<string, ResourceType> = {
  'AWS::Events::Rule': rule,
  'AWS::Events::EventBus': bus,
  'AWS::Events::Connection': named('Connection', 'Name', {
    members: ['AuthorizationType', 'AuthParameters', 'Description', 'InvocationConnectivityParameters', 'KmsKeyIdentifier'],
    ...{ initial: { Description: '', KmsKeyIdentifier: '' }, arn: 'ConnectionArn', attributes: { SecretArn: 'SecretArn' } },
  }),
  'AWS::Events::ApiDestination': named('ApiDestination', 'Name', {
    members: ['ConnectionArn', 'Description', 'HttpMethod', 'InvocationEndpoint', 'InvocationRateLimitPerSecond'],
    ...{ initial: { Description: '', InvocationRateLimitPerSecond: 300 }, arn: 'ApiDestinationArn', attributes: {} },
  }),
  'AWS::Events::Archive': named('Archive', 'ArchiveName', {
    ...{ members: ['Description', 'EventPattern', 'RetentionDays', 'KmsKeyIdentifier'], arn: 'ArchiveArn', attributes: {} },
    // There is no update without a pattern: this one takes in all events.
    initial: { Description: '', EventPattern: { source: [{ prefix: '' }] }, RetentionDays: 0, KmsKeyIdentifier: '' },
    replacedBy: ['SourceArn'],
  }),
}
