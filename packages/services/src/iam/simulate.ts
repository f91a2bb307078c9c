import type { iam } from '@pasos/wire'
import { checkInlinePolicy } from './policy/check-policy.ts'
import { type CompiledPolicy, compilePolicy, type PolicyRequest } from './policy/compiled-policy.ts'
import { type Evaluation, evaluate } from './policy/evaluate.ts'
import { type RequestContext, requestContext } from './policy/request-context.ts'

export interface SimulatedPrincipal {
  /** A name for each of the policies, in the same order. */
  sources: string[]
  policies: CompiledPolicy[]
  boundary: CompiledPolicy | undefined
  callerArn: string
}

export interface SimulationInput {
  ActionNames: string[] | undefined
  ResourceArns?: string[] | undefined
  ContextEntries?: iam.ContextEntry[] | undefined
  PolicyInputList?: string[] | undefined
  PermissionsBoundaryPolicyInputList?: string[] | undefined
}

const decisions = { allow: 'allowed', 'explicit-deny': 'explicitDeny', 'implicit-deny': 'implicitDeny' } as const

/** What the evaluator would say to each action on each resource, without anything being done. */
export function simulate(input: SimulationInput, principal: SimulatedPrincipal): iam.SimulatePolicyResponse {
  const extra = input.PolicyInputList ?? []
  const boundaries = input.PermissionsBoundaryPolicyInputList ?? []
  for (const document of [...extra, ...boundaries]) checkInlinePolicy(document)
  const policies = [...principal.policies, ...extra.map(compilePolicy)]
  const sources = [...principal.sources, ...extra.map((_, index) => `PolicyInputList.${index + 1}`)]
  const boundary = boundaries.length > 0 ? boundaries.map(compilePolicy) : principal.boundary && [principal.boundary]
  const context = contextOf(input, principal)
  const results = (input.ActionNames ?? []).flatMap(action =>
    (input.ResourceArns ?? ['*']).map(resource => evaluateOne({ action, resource, context }, policies, boundary, sources)),
  )
  return { EvaluationResults: results, IsTruncated: false }
}

function contextOf(input: SimulationInput, { callerArn }: SimulatedPrincipal): RequestContext {
  const entries = (input.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyValues }) => [ContextKeyName ?? '', ContextKeyValues ?? []])
  return requestContext({ 'aws:PrincipalArn': callerArn }, Object.fromEntries(entries))
}

function evaluateOne(
  request: PolicyRequest,
  policies: readonly CompiledPolicy[],
  boundary: readonly CompiledPolicy[] | undefined,
  sources: readonly string[],
): iam.EvaluationResult {
  const identity = evaluate(policies, request)
  const bounded = boundary && evaluate(boundary, request)
  const decision = identity.decision === 'allow' && bounded !== undefined ? bounded.decision : identity.decision
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: decisions[decision],
    MatchedStatements: matched(identity, sources),
    MissingContextValues: [],
    ...(bounded === undefined ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: bounded.decision === 'allow' } }),
  }
}

function matched({ policyIndex }: Evaluation, sources: readonly string[]): iam.Statement[] {
  return policyIndex === undefined
    ? []
    : [{ SourcePolicyId: sources[policyIndex]!, SourcePolicyType: 'IAM Policy' as iam.PolicySourceType }]
}
