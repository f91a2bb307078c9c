import { type HclValue, hclComment, hclText, hclValue } from './write-hcl.ts'

/** What a definition leaves open: on what it acts is only known when it runs. */
export interface OpenNeed {
  action: string
  resource: string
  states: readonly string[]
}

/** A role as a resource of Terraform, told before it whose it is and what the definition leaves open. */
export function hclRole(label: string, role: { name: string; of: string; trustPolicy: object; open: readonly OpenNeed[] }): string {
  return [
    hclComment(`What ${role.of} needs, and no more.`),
    ...role.open.map(({ action, resource, states }) =>
      hclComment(`${action} on ${resource}: in ${states.join(', ')} the input decides on what.`),
    ),
    `resource "aws_iam_role" "${label}" {`,
    `  name               = ${hclText(role.name)}`,
    `  assume_role_policy = jsonencode(${hclValue(role.trustPolicy as HclValue, '  ')})`,
    '}',
  ].join('\n')
}

/** The one policy of the role of that label. */
export function hclRolePolicy(label: string, policy: object): string {
  return [
    `resource "aws_iam_role_policy" "${label}" {`,
    '  name   = "least-privilege"',
    `  role   = aws_iam_role.${label}.id`,
    `  policy = jsonencode(${hclValue(policy as HclValue, '  ')})`,
    '}',
  ].join('\n')
}
