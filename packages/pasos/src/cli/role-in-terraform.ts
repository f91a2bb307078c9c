import type { LeastPrivilege } from '@pasos/services'

type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json }

/** The role and its policy as resources, of the role's own name; ready to be put beside the state machine's. */
export function roleInTerraform({ stateMachineArn, roleArn, trustPolicy, policy, open }: LeastPrivilege): string {
  const roleName = roleArn.split('/').at(-1)!
  const label = roleName.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
  const notes = open.map(({ action, resource, states }) => `# ${action} on ${resource}: in ${states.join(', ')} the input decides on what.`)
  return `${[
    `# What ${stateMachineArn} needs, and no more.`,
    ...notes.map(oneLine),
    `resource "aws_iam_role" "${label}" {`,
    `  name               = ${text(roleName)}`,
    `  assume_role_policy = jsonencode(${expression(trustPolicy as unknown as Json, '  ')})`,
    '}',
    '',
    `resource "aws_iam_role_policy" "${label}" {`,
    '  name   = "least-privilege"',
    `  role   = aws_iam_role.${label}.id`,
    `  policy = jsonencode(${expression(policy as unknown as Json, '  ')})`,
    '}',
  ].join('\n')}\n`
}

/** Names of states may hold anything; a comment ends with its line. */
function oneLine(comment: string): string {
  return comment.replace(/\p{Cc}/gu, '\u{FFFD}')
}

/** A value as HCL writes it, continued lines indented. */
function expression(value: Json, indent: string): string {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) {
    const items = value.map(item => `${indent}  ${expression(item, `${indent}  `)},`)
    return items.length === 0 ? '[]' : `[\n${items.join('\n')}\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([name, member]) => `${indent}  ${name} = ${expression(member, `${indent}  `)}`).join('\n')}\n${indent}}`
}

/** A string of HCL: `${` and `%{` would begin templates. */
function text(value: string): string {
  return JSON.stringify(value).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{')
}
