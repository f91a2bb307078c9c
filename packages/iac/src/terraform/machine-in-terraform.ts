import { hclLabel, hclTemplateText, hclText } from './write-hcl.ts'
import { hclRole, hclRolePolicy, type OpenNeed } from './write-role.ts'

/** A state machine with all that it needs of its own. */
export interface MachineToWrite {
  name: string
  type: 'STANDARD' | 'EXPRESS'
  region: string
  /** The definition's text, which is written as it is laid out. `${Name}` in it becomes a variable. */
  definition: string
  trustPolicy: object
  /** What its role must be allowed; its last part without statements where it needs nothing. */
  policy: { Statement: readonly object[] } & object
  /** What the definition leaves open, told beside the policy. */
  open: readonly OpenNeed[]
  /** With a log group of its own, to which executions write at this level. */
  logs?: { level: 'ALL' | 'ERROR' | 'FATAL'; includeExecutionData: boolean } | undefined
}

const SUBSTITUTION = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g
const KEPT_DAYS = 30

/** The `${Name}`s of a definition, each once. */
export function substitutionsIn(definition: string): string[] {
  return [...new Set([...definition.matchAll(SUBSTITUTION)].map(match => match[1]!))]
}

/** One file of Terraform that makes the machine, its role with the least it needs, and its log group; ready for `terraform apply`. */
export function machineInTerraform(machine: MachineToWrite): string {
  const { name, logs, trustPolicy, policy, open } = machine
  const label = hclLabel(name)
  const needsSomething = policy.Statement.length > 0
  const parts = [
    ...HEAD,
    `provider "aws" {\n  region = ${hclText(machine.region)}\n}`,
    ...substitutionsIn(machine.definition).map(variable),
    hclRole(label, { name: `${name.slice(0, 59)}-role`, of: 'the state machine', trustPolicy, open }),
    ...(needsSomething ? [hclRolePolicy(label, policy)] : []),
    ...(logs ? [logGroup(name, label)] : []),
    stateMachine(machine, label, needsSomething),
  ]
  return `${parts.join('\n\n')}\n`
}

const HEAD = [
  'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = ">= 5.0" }\n  }\n}',
  '# AWS_ENDPOINT_URL in the environment sends this to Pasos; without it, to AWS.',
]

/** Without a value the text stays as it stands in the definition. */
function variable(name: string): string {
  return `variable ${hclText(name)} {\n  type    = string\n  default = ${hclText(`\${${name}}`)}\n}`
}

function logGroup(name: string, label: string): string {
  return [
    `resource "aws_cloudwatch_log_group" "${label}" {`,
    `  name              = ${hclText(`/aws/vendedlogs/states/${name}`)}`,
    `  retention_in_days = ${KEPT_DAYS}`,
    '}',
  ].join('\n')
}

function stateMachine({ name, type, definition, logs }: MachineToWrite, label: string, waits: boolean): string {
  return [
    `resource "aws_sfn_state_machine" "${label}" {`,
    `  name       = ${hclText(name)}`,
    `  type       = ${hclText(type)}`,
    `  role_arn   = aws_iam_role.${label}.arn`,
    `  definition = ${template(definition)}`,
    ...(logs ? ['', logging(logs, label)] : []),
    // AWS looks at the role when it makes a machine that logs.
    ...(waits ? ['', `  depends_on = [aws_iam_role_policy.${label}]`] : []),
    '}',
  ].join('\n')
}

function logging({ level, includeExecutionData }: NonNullable<MachineToWrite['logs']>, label: string): string {
  return [
    '  logging_configuration {',
    `    level                  = ${hclText(level)}`,
    `    include_execution_data = ${includeExecutionData}`,
    `    log_destination        = "\${aws_cloudwatch_log_group.${label}.arn}:*"`,
    '  }',
  ].join('\n')
}

/** The definition as it is laid out, where a heredoc can hold it; else as a string. Substitutions are references to variables. */
function template(definition: string): string {
  // A dollar right before a reference would make it a text again: such ones are references to themselves.
  const referring = (text: string) =>
    text.replace(
      /(\$*)\$\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g,
      (_, dollars: string, name: string) => `${dollars && `\${"${dollars}"}`}\${var.${name}}`,
    )
  if (!definition.includes('\n') || definition.includes('\r')) return referring(hclText(definition))
  let word = 'ASL'
  while (definition.split('\n').some(line => line.trim() === word)) word += '_'
  return `<<${word}\n${referring(hclTemplateText(definition)).replace(/\n*$/, '')}\n${word}`
}
