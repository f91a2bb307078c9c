import type { iam } from '@pasos/wire'
import { invalidInput } from './errors.ts'
import { accountRoot } from './iam-arn.ts'
import { checkInlinePolicy, resourcePolicyProblem } from './policy/check-policy.ts'
import { type CompiledPolicy, compilePolicy, type PolicyRequest } from './policy/compiled-policy.ts'
import { type Decision, type Evaluation, evaluate } from './policy/evaluate.ts'
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
  /** Of each of the resources. */
  ResourcePolicy?: string | undefined
  /** The ARN of the account that the resources belong to, where that is not the caller's. */
  ResourceOwner?: string | undefined
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
  const ofResource = resourceSide(input, principal)
  const results = (input.ActionNames ?? []).flatMap(action =>
    (input.ResourceArns ?? ['*']).map(resource => evaluateOne({ action, resource, context }, { policies, boundary, sources, ofResource })),
  )
  return { EvaluationResults: results, IsTruncated: false }
}

function contextOf(input: SimulationInput, { callerArn }: SimulatedPrincipal): RequestContext {
  const entries = (input.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyValues }) => [ContextKeyName ?? '', ContextKeyValues ?? []])
  return requestContext({ 'aws:PrincipalArn': callerArn }, Object.fromEntries(entries))
}

function evaluateOne(request: PolicyRequest, { policies, boundary, sources, ofResource }: Sides): iam.EvaluationResult {
  const identity = evaluate(policies, request)
  const bounded = boundary && evaluate(boundary, request)
  const own = identity.decision === 'allow' && bounded !== undefined ? bounded.decision : identity.decision
  const granted = ofResource?.decide(request)
  const decision = granted === undefined ? own : both(own, granted, ofResource!.isForeign)
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: decisions[decision],
    MatchedStatements: [...matched(identity, sources), ...matchedByResource(granted)],
    ...(granted !== undefined && {
      EvalDecisionDetails: { 'IAM Policy': decisions[own], 'Resource Policy': decisions[granted] },
    }),
    MissingContextValues: [],
    ...(bounded === undefined ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: bounded.decision === 'allow' } }),
  }
}

interface Sides {
  policies: readonly CompiledPolicy[]
  boundary: readonly CompiledPolicy[] | undefined
  sources: readonly string[]
  ofResource: ResourceSide | undefined
}

interface ResourceSide {
  decide(request: PolicyRequest): Decision
  isForeign: boolean
}

/** What the resource's own policy says to the caller; nothing without one. @throws ApiError InvalidInput */
function resourceSide({ ResourcePolicy: policy, ResourceOwner: owner }: SimulationInput, { callerArn }: SimulatedPrincipal) {
  if (policy === undefined) return undefined
  if (callerArn === '') throw invalidInput('CallerArn is required where a ResourcePolicy is given.')
  const problem = resourcePolicyProblem(policy)
  if (problem !== undefined) throw invalidInput(problem)
  const accountId = callerArn.split(':')[4] ?? ''
  const principal = { accountId, arns: [callerArn, accountRoot(callerArn, accountId)] }
  const byName = { accountId: '', arns: [callerArn] }
  const ask = (who: typeof principal, request: PolicyRequest): Decision =>
    evaluate([compilePolicy(policy)], { ...request, principal: who }).decision
  const isForeign = owner !== undefined && owner.split(':')[4] !== accountId
  return {
    isForeign,
    decide(request: PolicyRequest): Decision {
      const decision = ask(principal, request)
      // In its own account a policy that trusts the account as a whole leaves it to the caller's policies.
      return decision === 'allow' && !isForeign ? ask(byName, request) : decision
    },
  }
}

/** In one account either side may allow, in two both must; a deny of either wins. */
function both(own: Decision, granted: Decision, isForeign: boolean): Decision {
  if (own === 'explicit-deny' || granted === 'explicit-deny') return 'explicit-deny'
  const isAllowed = isForeign ? own === 'allow' && granted === 'allow' : own === 'allow' || granted === 'allow'
  return isAllowed ? 'allow' : 'implicit-deny'
}

function matchedByResource(granted: Decision | undefined): iam.Statement[] {
  if (granted === undefined || granted === 'implicit-deny') return []
  return [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'resource' }]
}

function matched({ policyIndex }: Evaluation, sources: readonly string[]): iam.Statement[] {
  return policyIndex === undefined
    ? []
    : [{ SourcePolicyId: sources[policyIndex]!, SourcePolicyType: 'IAM Policy' as iam.PolicySourceType }]
}
