import { type HclValue, hclComment, hclLabel, hclText, hclValue } from '@pasos/iac/write-hcl'
import type { LeastPrivilege } from '@pasos/services'

/** The role and its policy as resources, of the role's own name; ready to be put beside the state machine's. */
export function roleInTerraform({ stateMachineArn, roleArn, trustPolicy, policy, open }: LeastPrivilege): string {
  const roleName = roleArn.split('/').at(-1)!
  const label = hclLabel(roleName)
  return `${[
    hclComment(`What ${stateMachineArn} needs, and no more.`),
    ...open.map(({ action, resource, states }) =>
      hclComment(`${action} on ${resource}: in ${states.join(', ')} the input decides on what.`),
    ),
    `resource "aws_iam_role" "${label}" {`,
    `  name               = ${hclText(roleName)}`,
    `  assume_role_policy = jsonencode(${hclValue(trustPolicy as unknown as HclValue, '  ')})`,
    '}',
    '',
    `resource "aws_iam_role_policy" "${label}" {`,
    '  name   = "least-privilege"',
    `  role   = aws_iam_role.${label}.id`,
    `  policy = jsonencode(${hclValue(policy as unknown as HclValue, '  ')})`,
    '}',
  ].join('\n')}\n`
}
