import { answerOf } from './answer-of.ts'
import { allPages } from './aws-pages.ts'
import { awsQuery, textIn } from './aws-query.ts'

const call = awsQuery('iam', '2010-05-08')

export interface Role {
  name: string
  arn: string
}

/** The account's roles, all pages of them. */
export const listRoles = () =>
  allPages(async Marker => {
    const page = await call('ListRoles', { Marker })
    const members = [...page.querySelectorAll('Roles > member')]
    const roles = members.map((member): Role => ({ name: textIn(member, 'RoleName') ?? '', arn: textIn(member, 'Arn') ?? '' }))
    return [roles, textIn(page, 'Marker')]
  })

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** What a role's policies say to one action on each of the resources, which are ARNs or `*`. */
export async function simulateRole(roleArn: string, action: string, resources: readonly string[]): Promise<Decision[]> {
  const page = await call('SimulatePrincipalPolicy', { PolicySourceArn: roleArn, ActionNames: [action], ResourceArns: resources })
  return [...page.querySelectorAll('EvaluationResults > member')].map(member => textIn(member, 'EvalDecision') as Decision)
}

export interface User {
  name: string
  arn: string
}

export async function listUsers(): Promise<User[]> {
  const page = await call('ListUsers', { MaxItems: '1000' })
  return [...page.querySelectorAll('Users > member')].map(member => ({
    name: textIn(member, 'UserName') ?? '',
    arn: textIn(member, 'Arn') ?? '',
  }))
}

export interface ManagedPolicy {
  name: string
  arn: string
  attachments: number
}

/** The account's own managed policies. */
export async function listPolicies(): Promise<ManagedPolicy[]> {
  const page = await call('ListPolicies', { Scope: 'Local', MaxItems: '1000' })
  return [...page.querySelectorAll('Policies > member')].map(member => ({
    name: textIn(member, 'PolicyName') ?? '',
    arn: textIn(member, 'Arn') ?? '',
    attachments: Number(textIn(member, 'AttachmentCount') ?? 0),
  }))
}

/** The document of a managed policy as it is in force, JSON text. */
export async function policyDocument(arn: string): Promise<string> {
  const version = textIn(await call('GetPolicy', { PolicyArn: arn }), 'DefaultVersionId')
  return decoded(textIn(await call('GetPolicyVersion', { PolicyArn: arn, VersionId: version }), 'Document'))
}

export interface PolicyOf {
  name: string
  /** Of a managed policy; an inline one has none. */
  arn?: string
  document: string
}

export type PrincipalKind = 'Role' | 'User'

/** Inline policies, then attached ones, each with its document. */
export async function policiesOf(kind: PrincipalKind, name: string): Promise<PolicyOf[]> {
  const key = `${kind}Name`
  const [inline, attached] = await Promise.all([
    call(`List${kind}Policies`, { [key]: name }),
    call(`ListAttached${kind}Policies`, { [key]: name }),
  ])
  const names = [...inline.querySelectorAll('PolicyNames > member')].map(member => member.textContent ?? '')
  const managed = [...attached.querySelectorAll('AttachedPolicies > member')].map(member => ({
    name: textIn(member, 'PolicyName') ?? '',
    arn: textIn(member, 'PolicyArn') ?? '',
  }))
  return Promise.all([
    ...names.map(async each => ({
      name: each,
      document: decoded(textIn(await call(`Get${kind}Policy`, { [key]: name, PolicyName: each }), 'PolicyDocument')),
    })),
    ...managed.map(async each => ({ ...each, document: await policyDocument(each.arn) })),
  ])
}

/** Who may become the role, JSON text. */
export async function trustPolicy(roleName: string): Promise<string> {
  return decoded(textIn(await call('GetRole', { RoleName: roleName }), 'AssumeRolePolicyDocument'))
}

export const updateTrustPolicy = (RoleName: string, PolicyDocument: string) => call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument })

export const putInlinePolicy = (kind: PrincipalKind, name: string, PolicyName: string, PolicyDocument: string) =>
  call(`Put${kind}Policy`, { [`${kind}Name`]: name, PolicyName, PolicyDocument })

/** Takes an inline policy away, or detaches a managed one. */
export const removePolicy = (kind: PrincipalKind, name: string, policy: PolicyOf) =>
  policy.arn === undefined
    ? call(`Delete${kind}Policy`, { [`${kind}Name`]: name, PolicyName: policy.name })
    : call(`Detach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn: policy.arn })

export async function listAccessKeys(userName: string): Promise<{ id: string; status: string; created: string }[]> {
  const page = await call('ListAccessKeys', { UserName: userName })
  return [...page.querySelectorAll('AccessKeyMetadata > member')].map(member => ({
    id: textIn(member, 'AccessKeyId') ?? '',
    status: textIn(member, 'Status') ?? '',
    created: textIn(member, 'CreateDate') ?? '',
  }))
}

export interface Judgement {
  decision: Decision
  /** The policy that decided; none where none spoke. */
  source?: string
  /** The boundary let the call through or not, where there is one. */
  isWithinBoundary?: boolean
}

/** What the policies of a role or user say to one action on one resource, and which of them says it. */
export async function judge(principalArn: string, action: string, resource: string): Promise<Judgement> {
  const page = await call('SimulatePrincipalPolicy', { PolicySourceArn: principalArn, ActionNames: [action], ResourceArns: [resource] })
  const source = textIn(page, 'SourcePolicyId')
  const bounded = textIn(page, 'AllowedByPermissionsBoundary')
  return {
    decision: textIn(page, 'EvalDecision') as Decision,
    ...(source === undefined ? {} : { source }),
    ...(bounded === undefined ? {} : { isWithinBoundary: bounded === 'true' }),
  }
}

/** Documents come as they would stand in an address. */
function decoded(document: string | undefined): string {
  return decodeURIComponent((document ?? '{}').replaceAll('+', '%20'))
}

/** What a state machine's role must be allowed, and no more: the server's own, `pasos role` tells the same. */
export interface LeastPrivilege {
  roleArn: string
  policy: object
  open: { action: string; resource: string; states: string[] }[]
  denied: { action: string; resource: string }[]
}

export async function leastPrivilege(machineArn: string): Promise<LeastPrivilege> {
  return answerOf(await fetch(`/_pasos/least-privilege?stateMachine=${encodeURIComponent(machineArn)}`))
}

/** The same of a machine that is only drafted. `logs`: its executions will be logged. */
export async function leastPrivilegeOfDraft(draft: { name: string; definition: string; logs: boolean }): Promise<DraftedRole> {
  return answerOf(await fetch('/_pasos/least-privilege', { method: 'POST', body: JSON.stringify(draft) }))
}

/** What the role of a drafted machine is to be. */
export interface DraftedRole extends LeastPrivilege {
  stateMachineArn: string
  trustPolicy: object
  policy: { Statement: readonly object[] }
}

export const createRole = (RoleName: string, AssumeRolePolicyDocument: string) => call('CreateRole', { RoleName, AssumeRolePolicyDocument })
export const createUser = (UserName: string) => call('CreateUser', { UserName })
export const createPolicy = (PolicyName: string, PolicyDocument: string) => call('CreatePolicy', { PolicyName, PolicyDocument })
export const deletePrincipal = (kind: PrincipalKind, name: string) => call(`Delete${kind}`, { [`${kind}Name`]: name })

export interface NewKey {
  id: string
  /** Told this once and never again. */
  secret: string
}

export async function createAccessKey(UserName: string): Promise<NewKey> {
  const page = await call('CreateAccessKey', { UserName })
  return { id: textIn(page, 'AccessKeyId') ?? '', secret: textIn(page, 'SecretAccessKey') ?? '' }
}

export const switchAccessKey = (UserName: string, AccessKeyId: string, Status: 'Active' | 'Inactive') =>
  call('UpdateAccessKey', { UserName, AccessKeyId, Status })
export const deleteAccessKey = (UserName: string, AccessKeyId: string) => call('DeleteAccessKey', { UserName, AccessKeyId })
