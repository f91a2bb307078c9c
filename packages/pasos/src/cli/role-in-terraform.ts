import { hclLabel } from '@pasos/iac/write-hcl'
import { hclRole, hclRolePolicy } from '@pasos/iac/write-role'
import type { LeastPrivilege } from '@pasos/services'

/** The role and its policy as resources, of the role's own name; ready to be put beside the state machine's. */
export function roleInTerraform({ stateMachineArn, roleArn, trustPolicy, policy, open }: LeastPrivilege): string {
  const name = roleArn.split('/').at(-1)!
  const label = hclLabel(name)
  return `${hclRole(label, { name, of: stateMachineArn, trustPolicy, open })}\n\n${hclRolePolicy(label, policy)}\n`
}
