import { remembered } from '@pasos/integrations'
import { type Condition, compileCondition } from './condition.ts'
import { compilePattern, type Matcher } from './pattern.ts'
import { listOf, type PolicyDocument, type PolicyStatement } from './policy-document.ts'
import { compilePrincipal, type Principal } from './principal.ts'
import type { RequestContext } from './request-context.ts'

export interface PolicyRequest {
  /** `lambda:InvokeFunction`. */
  action: string
  resource: string
  context: RequestContext
  /** Who asks; only statements with a Principal look at it. */
  principal?: Principal
}

export interface CompiledStatement {
  sid: string | undefined
  effect: 'Allow' | 'Deny'
  applies(request: PolicyRequest): boolean
}

export type CompiledPolicy = readonly CompiledStatement[]

/** Characters; no service takes longer ones. */
const LONGEST_POLICY = 64 * 1024

/**
 * The statements of a document that passed the checks, ready to be asked. Compiled once per text: documents are few and
 * immutable, decisions are many.
 */
export const compilePolicy = remembered(
  2_000,
  (text): CompiledPolicy => {
    const document = JSON.parse(text) as PolicyDocument
    // Variables came with this version; before it `${` is text.
    const variables = document.Version === '2012-10-17'
    return listOf(document.Statement).map(statement => compileStatement(statement, variables))
  },
  LONGEST_POLICY,
)

function compileStatement(statement: PolicyStatement, variables: boolean): CompiledStatement {
  const action = compileChoice(statement.Action, statement.NotAction, { variables: false, ignoreCase: true })
  const resource = compileChoice(statement.Resource, statement.NotResource, { variables })
  const principal = compilePrincipal(statement.Principal, statement.NotPrincipal)
  const conditions = compileConditions(statement, variables)
  return {
    sid: statement.Sid,
    effect: statement.Effect,
    applies: request =>
      action(request.action, request.context) &&
      resource(request.resource, request.context) &&
      principal(request.principal) &&
      conditions.every(holds => holds(request.context)),
  }
}

/** Statements of trust policies have no Resource: it is the role itself. */
function compileChoice(
  included: string | string[] | undefined,
  excluded: string | string[] | undefined,
  options: { variables: boolean; ignoreCase?: boolean },
): Matcher {
  const matchers = listOf(included ?? excluded).map(pattern => compilePattern(pattern, options))
  if (included !== undefined) return (text, context) => matchers.some(matches => matches(text, context))
  if (excluded !== undefined) return (text, context) => !matchers.some(matches => matches(text, context))
  return () => true
}

function compileConditions(statement: PolicyStatement, variables: boolean): Condition[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, key, listOf(values).map(String), variables)),
  )
}
