import { eachOf, onArnIn, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { groupKey } from './groups/group-record.ts'
import { iamArn } from './iam-arn.ts'
import { findRole, SERVICE_PATH } from './role-record.ts'
import { findUser } from './users/user-record.ts'

const onRole: Access = {
  resources: (input, context, catalog) => {
    const name = String(input['RoleName'])
    return [findRole(catalog, context.accountId, name)?.arn ?? iamArn(context, `role/${name}`)]
  },
}

const onProfile: Access = {
  resources: (input, context, catalog) => {
    const name = String(input['InstanceProfileName'])
    const profile = catalog.get<{ arn: string }>('instanceProfile', `${context.accountId}/${name.toLowerCase()}`)
    return [profile?.arn ?? iamArn(context, `instance-profile/${name}`)]
  },
}

const onGroup: Access = {
  resources: (input, context, catalog) => {
    const name = String(input['GroupName'])
    const group = catalog.get<{ arn: string }>('group', groupKey(context.accountId, name))
    return [group?.arn ?? iamArn(context, `group/${name}`)]
  },
}

/** Without a name: the caller itself. */
const onUser: Access = {
  resources: (input, context, catalog) => {
    const name = input['UserName']
    if (name === undefined) return [context.caller.arn]
    return [findUser(catalog, context.accountId, String(name))?.arn ?? iamArn(context, `user/${name}`)]
  },
}

/** AWS: what there may be already is told by its kind and name, `role r`; what is to be made by its ARN. */
function told(action: string, resource: string): string {
  const [, kind, name] = /^arn:[^:]+:iam::[^:]*:(role|user|group|instance-profile|policy)\/(?:.*\/)?([^/]+)$/.exec(resource) ?? []
  if (kind === undefined || /^iam:Create(Role|User|Group|InstanceProfile)$/.test(action)) return resource
  if (kind === 'policy') return `policy ${action === 'iam:CreatePolicy' ? name : resource}`
  return `${kind.replace('-', ' ')} ${name}`
}

const onPolicy = onArnIn('PolicyArn')
const onOidcProvider = onArnIn('OpenIDConnectProviderArn')
const onSamlProvider = onArnIn('SAMLProviderArn')

/** What is created has the path that the input says. */
function onNew(member: string, kind: string): Access {
  return {
    resources: (input, context) => [iamArn(context, `${kind}${String(input['Path'] ?? '/')}${String(input[member])}`)],
  }
}

/** Roles, users, groups, policies, attachments, instance profiles, identity providers and what belongs to the account. */
export const iamService: Service = {
  scope: 'iam',
  // Terraform's and the command line's first question is who they are.
  consumes: ['sts'],
  tells: (action, resource) => ({ action, resource: told(action, resource) }),
  operations: {
    CreateRole: onNew('RoleName', 'role'),
    ...eachOf(['AttachRolePolicy', 'DeleteRole', 'DeleteRolePermissionsBoundary', 'DeleteRolePolicy', 'DetachRolePolicy'], onRole),
    ...eachOf(['GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListInstanceProfilesForRole', 'ListRolePolicies'], onRole),
    ...eachOf(['ListRoleTags', 'PutRolePermissionsBoundary', 'PutRolePolicy', 'TagRole', 'UntagRole'], onRole),
    ...eachOf(['UpdateAssumeRolePolicy', 'UpdateRole', 'UpdateRoleDescription'], onRole),
    CreateUser: onNew('UserName', 'user'),
    ...eachOf(['AttachUserPolicy', 'CreateAccessKey', 'DeleteAccessKey', 'DeleteUser', 'DeleteUserPolicy', 'DetachUserPolicy'], onUser),
    ...eachOf(['GetUser', 'GetUserPolicy', 'ListAccessKeys', 'ListAttachedUserPolicies', 'ListGroupsForUser'], onUser),
    ...eachOf(['ListUserPolicies', 'ListUserTags', 'PutUserPolicy', 'TagUser', 'UntagUser', 'UpdateAccessKey'], onUser),
    ...eachOf(['DeleteUserPermissionsBoundary', 'PutUserPermissionsBoundary', 'UpdateUser'], onUser),
    ...eachOf(['DeleteLoginProfile', 'GetLoginProfile', 'ListMFADevices', 'ListSSHPublicKeys'], onUser),
    ...eachOf(['ListServiceSpecificCredentials', 'ListSigningCertificates'], onUser),
    CreateGroup: onNew('GroupName', 'group'),
    ...eachOf(['AddUserToGroup', 'AttachGroupPolicy', 'DeleteGroup', 'DeleteGroupPolicy', 'DetachGroupPolicy', 'GetGroup'], onGroup),
    ...eachOf(['GetGroupPolicy', 'ListAttachedGroupPolicies', 'ListGroupPolicies', 'PutGroupPolicy'], onGroup),
    ...eachOf(['RemoveUserFromGroup', 'UpdateGroup'], onGroup),
    CreateOpenIDConnectProvider: {
      resources: (input, context) => [iamArn(context, `oidc-provider/${String(input['Url']).replace(/^https:\/\//, '')}`)],
    },
    ...eachOf(['AddClientIDToOpenIDConnectProvider', 'DeleteOpenIDConnectProvider', 'GetOpenIDConnectProvider'], onOidcProvider),
    ...eachOf(['ListOpenIDConnectProviderTags', 'RemoveClientIDFromOpenIDConnectProvider', 'TagOpenIDConnectProvider'], onOidcProvider),
    ...eachOf(['UntagOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'], onOidcProvider),
    CreateSAMLProvider: { resources: (input, context) => [iamArn(context, `saml-provider/${String(input['Name'])}`)] },
    ...eachOf(['DeleteSAMLProvider', 'GetSAMLProvider', 'ListSAMLProviderTags', 'TagSAMLProvider'], onSamlProvider),
    ...eachOf(['UntagSAMLProvider', 'UpdateSAMLProvider'], onSamlProvider),
    CreateServiceLinkedRole: {
      resources: (input, context) => [iamArn(context, `role${SERVICE_PATH}${String(input['AWSServiceName'])}/*`)],
      keys: input => ({ 'iam:AWSServiceName': String(input['AWSServiceName']) }),
    },
    DeleteServiceLinkedRole: onRole,
    ...eachOf(['CreateAccountAlias', 'DeleteAccountAlias', 'DeleteAccountPasswordPolicy', 'GetAccessKeyLastUsed'], onEverything),
    ...eachOf(['GetAccountPasswordPolicy', 'GetAccountSummary', 'GetServiceLinkedRoleDeletionStatus'], onEverything),
    ...eachOf(['ListAccountAliases', 'ListGroups', 'ListOpenIDConnectProviders', 'ListSAMLProviders'], onEverything),
    ...eachOf(['UpdateAccountPasswordPolicy', 'GenerateCredentialReport', 'GetCredentialReport'], onEverything),
    CreatePolicy: onNew('PolicyName', 'policy'),
    ...eachOf(['CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'GetPolicy', 'GetPolicyVersion'], onPolicy),
    ...eachOf(['ListEntitiesForPolicy', 'ListPolicyTags', 'ListPolicyVersions', 'SetDefaultPolicyVersion', 'TagPolicy'], onPolicy),
    UntagPolicy: onPolicy,
    CreateInstanceProfile: onNew('InstanceProfileName', 'instance-profile'),
    AddRoleToInstanceProfile: {
      ...onProfile,
      passes: (input, context, catalog) => [{ arn: onRole.resources!(input, context, catalog)[0]!, service: 'ec2.amazonaws.com' }],
    },
    ...eachOf(['DeleteInstanceProfile', 'GetInstanceProfile', 'RemoveRoleFromInstanceProfile'], onProfile),
    ...eachOf(['TagInstanceProfile', 'UntagInstanceProfile'], onProfile),
    ...eachOf(['ListInstanceProfiles', 'ListPolicies', 'ListRoles', 'ListUsers', 'SimulateCustomPolicy'], onEverything),
    ListVirtualMFADevices: onEverything,
    SimulatePrincipalPolicy: onArnIn('PolicySourceArn'),
  },
  async open({ catalog, clock, ids }) {
    const { createIamService } = await import('./iam-service.ts')
    const { operations } = createIamService({ catalog, clock, ids })
    return { operations, face: undefined }
  },
}
