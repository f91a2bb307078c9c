import { ApiError, type ServiceOperations } from '@pasos/wire'
import { refusingMembers } from '../declaration/refused-members.ts'
import { accountOperations } from './account/account-operations.ts'
import { addRoleToInstanceProfile } from './add-role-to-instance-profile.ts'
import { createInstanceProfile } from './create-instance-profile.ts'
import { createPolicy } from './create-policy.ts'
import { createPolicyVersion } from './create-policy-version.ts'
import { createRole } from './create-role.ts'
import { deleteInstanceProfile } from './delete-instance-profile.ts'
import { deletePolicy } from './delete-policy.ts'
import { deletePolicyVersion } from './delete-policy-version.ts'
import { deleteRole } from './delete-role.ts'
import { deleteRolePermissionsBoundary } from './delete-role-permissions-boundary.ts'
import type { IamDependencies } from './dependencies.ts'
import { getInstanceProfile } from './get-instance-profile.ts'
import { getPolicy } from './get-policy.ts'
import { getPolicyVersion } from './get-policy-version.ts'
import { getRole } from './get-role.ts'
import { groupOperations } from './groups/group-operations.ts'
import { listEntitiesForPolicy } from './list-entities-for-policy.ts'
import { listInstanceProfiles } from './list-instance-profiles.ts'
import { listInstanceProfilesForRole } from './list-instance-profiles-for-role.ts'
import { listPolicies } from './list-policies.ts'
import { listPolicyTags } from './list-policy-tags.ts'
import { listPolicyVersions } from './list-policy-versions.ts'
import { listRoleTags } from './list-role-tags.ts'
import { listRoles } from './list-roles.ts'
import { oidcProviderOperations } from './providers/oidc-provider-operations.ts'
import { samlProviderOperations } from './providers/saml-provider-operations.ts'
import { putRolePermissionsBoundary } from './put-role-permissions-boundary.ts'
import { removeRoleFromInstanceProfile } from './remove-role-from-instance-profile.ts'
import { rolePolicies } from './role-policies.ts'
import { serviceLinkedRoleOperations } from './service-linked/service-linked-roles.ts'
import { setDefaultPolicyVersion } from './set-default-policy-version.ts'
import { simulateCustomPolicy } from './simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts'
import { tagInstanceProfile } from './tag-instance-profile.ts'
import { tagPolicy } from './tag-policy.ts'
import { tagRole } from './tag-role.ts'
import { untagInstanceProfile } from './untag-instance-profile.ts'
import { untagPolicy } from './untag-policy.ts'
import { untagRole } from './untag-role.ts'
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts'
import { updateRole } from './update-role.ts'
import { updateRoleDescription } from './update-role-description.ts'
import { userOperations } from './users/user-operations.ts'

/** What would decide otherwise: policies of organizations. */
const ofOrganizations = ['OrderedOrganizationPolicyInputList']

/** Roles, users, groups, policies, attachments, instance profiles, identity providers and what belongs to the account. */
export function createIamService(deps: IamDependencies): ServiceOperations {
  return {
    scope: 'iam',
    operations: {
      AddRoleToInstanceProfile: addRoleToInstanceProfile(deps),
      CreateInstanceProfile: createInstanceProfile(deps),
      CreatePolicy: createPolicy(deps),
      CreatePolicyVersion: createPolicyVersion(deps),
      CreateRole: createRole(deps),
      DeleteInstanceProfile: deleteInstanceProfile(deps),
      DeletePolicy: deletePolicy(deps),
      DeletePolicyVersion: deletePolicyVersion(deps),
      DeleteRole: deleteRole(deps),
      DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary(deps),
      GetInstanceProfile: getInstanceProfile(deps),
      GetPolicy: getPolicy(deps),
      GetPolicyVersion: getPolicyVersion(deps),
      GetRole: getRole(deps),
      ListEntitiesForPolicy: listEntitiesForPolicy(deps),
      ListInstanceProfiles: listInstanceProfiles(deps),
      ListInstanceProfilesForRole: listInstanceProfilesForRole(deps),
      ListPolicies: listPolicies(deps),
      ListPolicyTags: listPolicyTags(deps),
      ListPolicyVersions: listPolicyVersions(deps),
      ListRoleTags: listRoleTags(deps),
      ListRoles: listRoles(deps),
      PutRolePermissionsBoundary: putRolePermissionsBoundary(deps),
      RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(deps),
      SetDefaultPolicyVersion: setDefaultPolicyVersion(deps),
      ...refusingMembers(
        { SimulateCustomPolicy: simulateCustomPolicy(deps), SimulatePrincipalPolicy: simulatePrincipalPolicy(deps) },
        { SimulateCustomPolicy: ofOrganizations, SimulatePrincipalPolicy: [...ofOrganizations, 'PolicyExclusionList'] },
        member => new ApiError('InvalidInput', `${member} is not served here.`),
      ),
      TagInstanceProfile: tagInstanceProfile(deps),
      TagPolicy: tagPolicy(deps),
      TagRole: tagRole(deps),
      UntagInstanceProfile: untagInstanceProfile(deps),
      UntagPolicy: untagPolicy(deps),
      UntagRole: untagRole(deps),
      UpdateAssumeRolePolicy: updateAssumeRolePolicy(deps),
      UpdateRole: updateRole(deps),
      UpdateRoleDescription: updateRoleDescription(deps),
      ...accountOperations(deps),
      ...groupOperations(deps),
      ...oidcProviderOperations(deps),
      ...samlProviderOperations(deps),
      ...serviceLinkedRoleOperations(deps),
      ...rolePolicies(deps),
      ...userOperations(deps),
    },
  }
}
