import type { Json, JsonObject } from '@pasos/asl'
import {
  asList,
  documentText,
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
} from './resource-type.ts'

const role: ResourceType = {
  properties: [
    ...['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'MaxSessionDuration', 'Path', 'PermissionsBoundary', 'Policies'],
    ...['RoleName', 'Tags'],
  ],
  replacedBy: ['RoleName', 'Path'],
  async create(context, properties) {
    const RoleName = nameOf(context, properties, 'RoleName', 64)
    await madeOnce(context, () =>
      context.call('iam', 'CreateRole', {
        ...{ RoleName, AssumeRolePolicyDocument: documentText(properties['AssumeRolePolicyDocument']) },
        ...only(properties, ['Path', 'Description', 'MaxSessionDuration', 'PermissionsBoundary']),
        Tags: tagList(context, properties['Tags']),
      }),
    )
    context.begun(RoleName)
    await grant(context, RoleName, properties, {})
    return madeRole(context, RoleName)
  },
  async update(context, RoleName, properties, before) {
    const PolicyDocument = documentText(properties['AssumeRolePolicyDocument'])
    await context.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument })
    const { Description = '', MaxSessionDuration = 3600, PermissionsBoundary } = properties
    await context.call('iam', 'UpdateRole', { RoleName, Description, MaxSessionDuration })
    if (PermissionsBoundary !== undefined) await context.call('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary })
    else if (before['PermissionsBoundary'] !== undefined) await context.call('iam', 'DeleteRolePermissionsBoundary', { RoleName })
    await grant(context, RoleName, properties, before)
    const tagging = { scope: 'iam', read: 'ListRoleTags', tag: 'TagRole', untag: 'UntagRole', named: { RoleName }, form: asList() }
    await retag(context, tagging, tagMap(context, properties['Tags']))
    return madeRole(context, RoleName)
  },
  async remove(context, RoleName, properties) {
    await grant(context, RoleName, {}, properties)
    await removed(context.call('iam', 'DeleteRole', { RoleName }))
  },
}

async function madeRole(context: ResourceContext, RoleName: string): Promise<Made> {
  const { Role } = await context.call('iam', 'GetRole', { RoleName })
  return { id: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } }
}

/** Policies of a role, from what it had to what it is to have. */
async function grant(context: ResourceContext, RoleName: string, wanted: JsonObject, before: JsonObject): Promise<void> {
  const attached = ({ ManagedPolicyArns = [] }: JsonObject) => (ManagedPolicyArns as Json[]).map(String)
  const inline = ({ Policies = [] }: JsonObject) => Policies as JsonObject[]
  for (const PolicyArn of attached(before).filter(arn => !attached(wanted).includes(arn))) {
    await removed(context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }))
  }
  for (const PolicyArn of attached(wanted)) await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn })
  const kept = inline(wanted).map(({ PolicyName }) => PolicyName)
  for (const { PolicyName } of inline(before).filter(policy => !kept.includes(policy['PolicyName']))) {
    await removed(context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }))
  }
  for (const { PolicyName, PolicyDocument } of inline(wanted)) {
    await context.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument) })
  }
}

const holders = [
  ['Roles', 'Role'],
  ['Users', 'User'],
  ['Groups', 'Group'],
] as const

/** Who has a policy now and shall not have it any more, and who shall have it. */
function holding(wanted: JsonObject, before: JsonObject) {
  return holders.flatMap(([property, kind]) => {
    const [had, has] = [before, wanted].map(each => ((each[property] ?? []) as Json[]).map(String)) as [string[], string[]]
    const named = (name: string) => ({ kind, holder: { [`${kind}Name`]: name } })
    return [
      ...had.filter(name => !has.includes(name)).map(name => ({ ...named(name), has: false })),
      ...has.map(name => ({ ...named(name), has: true })),
    ]
  })
}

async function hand(context: ResourceContext, PolicyName: string, wanted: JsonObject, before: JsonObject): Promise<void> {
  for (const { kind, holder, has } of holding(wanted, before)) {
    if (has) {
      await context.call('iam', `Put${kind}Policy`, { ...holder, PolicyName, PolicyDocument: documentText(wanted['PolicyDocument']) })
    } else await removed(context.call('iam', `Delete${kind}Policy`, { ...holder, PolicyName }))
  }
}

const policy: ResourceType = {
  properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  replacedBy: ['PolicyName'],
  async create(context, properties) {
    await hand(context, String(properties['PolicyName']), properties, {})
    return { id: context.chosenName.slice(0, 128), attributes: { Id: context.chosenName } }
  },
  async update(context, id, properties, before) {
    await hand(context, String(properties['PolicyName']), properties, before)
    return { id, attributes: { Id: id } }
  },
  remove: (context, _id, properties) => hand(context, String(properties['PolicyName']), {}, properties),
}

const rolePolicy: ResourceType = {
  properties: ['PolicyDocument', 'PolicyName', 'RoleName'],
  replacedBy: ['PolicyName', 'RoleName'],
  async create(context, properties) {
    const { PolicyName, RoleName, PolicyDocument } = properties
    await context.call('iam', 'PutRolePolicy', { PolicyName, RoleName, PolicyDocument: documentText(PolicyDocument) })
    return { id: `${PolicyName}|${RoleName}` }
  },
  update: (context, _id, properties) => rolePolicy.create(context, properties),
  remove: (context, _id, { PolicyName, RoleName }) => removed(context.call('iam', 'DeleteRolePolicy', { PolicyName, RoleName })),
}

async function attach(context: ResourceContext, PolicyArn: string, wanted: JsonObject, before: JsonObject): Promise<void> {
  for (const { kind, holder, has } of holding(wanted, before)) {
    if (has) await context.call('iam', `Attach${kind}Policy`, { ...holder, PolicyArn })
    else await removed(context.call('iam', `Detach${kind}Policy`, { ...holder, PolicyArn }))
  }
}

const managedPolicy: ResourceType = {
  properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Users'],
  replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
  async create(context, properties) {
    const PolicyName = nameOf(context, properties, 'ManagedPolicyName', 128)
    const { Path = '/', PolicyDocument } = properties
    const arn = `arn:${context.partition}:iam::${context.accountId}:policy${Path}${PolicyName}`
    await madeOnce(context, () =>
      context.call('iam', 'CreatePolicy', {
        ...{ PolicyName, PolicyDocument: documentText(PolicyDocument), ...only(properties, ['Path', 'Description']) },
      }),
    )
    context.begun(arn)
    await attach(context, arn, properties, {})
    return { id: arn, attributes: { PolicyArn: arn } }
  },
  async update(context, PolicyArn, properties, before) {
    if (documentText(properties['PolicyDocument']) !== documentText(before['PolicyDocument'])) {
      const { Versions } = await context.call('iam', 'ListPolicyVersions', { PolicyArn })
      const old = (Versions as { VersionId: string; IsDefaultVersion: boolean }[]).filter(({ IsDefaultVersion }) => !IsDefaultVersion)
      // IAM keeps five.
      const oldest = old.length >= 4 ? old.at(-1) : undefined
      if (oldest) await context.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId })
      const PolicyDocument = documentText(properties['PolicyDocument'])
      await context.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true })
    }
    await attach(context, PolicyArn, properties, before)
    return { id: PolicyArn, attributes: { PolicyArn } }
  },
  async remove(context, PolicyArn, properties) {
    await attach(context, PolicyArn, {}, properties)
    const list = context.call('iam', 'ListPolicyVersions', { PolicyArn })
    await removed(
      list.then(async ({ Versions }) => {
        for (const { VersionId, IsDefaultVersion } of Versions) {
          if (!IsDefaultVersion) await context.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId })
        }
        await context.call('iam', 'DeletePolicy', { PolicyArn })
      }),
    )
  },
}

export const iamTypes: Record<string, ResourceType> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::RolePolicy': rolePolicy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
}
