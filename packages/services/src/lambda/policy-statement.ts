import type { lambda } from '@pasos/wire'
import { conflict, invalidParameter, policyTooLong, validation } from './errors.ts'
import type { PolicyStatement, ResourcePolicy } from './function-record.ts'

/** The statement AddPermission writes, members in AWS's order. @throws ApiError */
export function policyStatement(input: lambda.AddPermissionRequest, resource: string): PolicyStatement {
  const { StatementId = '', Action = '', Principal = '' } = input
  if (!/^[a-zA-Z0-9-_]+$/.test(StatementId)) {
    throw validation([
      `Value '${StatementId}' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)`,
    ])
  }
  if (!/^(?:lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(Action)) {
    throw validation([
      `Value '${Action}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])`,
    ])
  }
  const condition = conditionOf(input)
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: resource,
    ...(condition ? { Condition: condition } : {}),
  }
}

function principalOf(principal: string): string | Record<string, string> {
  if (principal === '*') return '*'
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` }
  if (principal.startsWith('arn:')) return { AWS: principal }
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal }
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.')
}

function conditionOf(input: lambda.AddPermissionRequest): Record<string, Record<string, string>> | undefined {
  const equals: Record<string, string> = {}
  if (input.SourceAccount !== undefined) equals['AWS:SourceAccount'] = input.SourceAccount
  if (input.EventSourceToken !== undefined) equals['lambda:EventSourceToken'] = input.EventSourceToken
  if (input.FunctionUrlAuthType !== undefined) equals['lambda:FunctionUrlAuthType'] = input.FunctionUrlAuthType
  if (input.PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = input.PrincipalOrgID
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    // A URL of the function is no other invocation.
    ...(input.InvokedViaFunctionUrl ? { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } : {}),
  }
  return Object.keys(condition).length > 0 ? condition : undefined
}

/** Of a policy as GetPolicy answers it. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 20_480

/** A policy's statements and one more. @throws ApiError ResourceConflictException, PolicyLengthExceededException */
export function withStatement(statements: readonly PolicyStatement[], statement: PolicyStatement): PolicyStatement[] {
  if (statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw conflict(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    )
  }
  const all = [...statements, statement]
  const bytes = Buffer.byteLength(policyText({ statements: all }))
  if (bytes > MOST_BYTES) throw policyTooLong(bytes, MOST_BYTES)
  return all
}

/** The policy document, as GetPolicy answers it. */
export function policyText(policy: Pick<ResourcePolicy, 'statements'>): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements })
}
