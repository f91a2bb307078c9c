import type { Operation, secretsmanager } from '@pasos/wire'
import { resourcePolicyProblem } from '../../iam/policy/check-policy.ts'
import { resourcePolicyDecision } from '../../iam/resource-policy.ts'
import type { SecretsDependencies } from '../dependencies.ts'
import { malformedPolicy, publicPolicy } from '../errors.ts'
import { changeSecret, checkNotDeleted, requireSecret } from '../records/secret-record.ts'

type Answer = { ARN: string; Name: string }

export function getResourcePolicy({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.GetResourcePolicyRequest, secretsmanager.GetResourcePolicyResponse> {
  return ({ SecretId = '' }, context) => {
    const { arn, name, policy } = checkNotDeleted(requireSecret(catalog, SecretId, context, clock.now()))
    return { ARN: arn, Name: name, ...(policy !== undefined && { ResourcePolicy: policy }) }
  }
}

export function putResourcePolicy(deps: SecretsDependencies): Operation<secretsmanager.PutResourcePolicyRequest, Answer> {
  return ({ SecretId = '', ResourcePolicy = '', BlockPublicPolicy }, context) => {
    const problem = resourcePolicyProblem(ResourcePolicy)
    if (problem !== undefined) throw malformedPolicy(problem)
    if (BlockPublicPolicy && isPublic(ResourcePolicy)) throw publicPolicy()
    return withPolicy(deps, SecretId, context, ResourcePolicy)
  }
}

export function deleteResourcePolicy(deps: SecretsDependencies): Operation<secretsmanager.DeleteResourcePolicyRequest, Answer> {
  return ({ SecretId = '' }, context) => withPolicy(deps, SecretId, context, undefined)
}

/** Says what is wrong, and changes nothing. */
export function validateResourcePolicy(): Operation<
  secretsmanager.ValidateResourcePolicyRequest,
  secretsmanager.ValidateResourcePolicyResponse
> {
  return ({ ResourcePolicy = '' }) => {
    const problem = resourcePolicyProblem(ResourcePolicy)
    if (problem !== undefined) throw malformedPolicy(problem)
    const error = { CheckName: 'BlockPublicPolicy', ErrorMessage: 'The policy lets everybody in.' }
    return isPublic(ResourcePolicy)
      ? { PolicyValidationPassed: false, ValidationErrors: [error] }
      : { PolicyValidationPassed: true, ValidationErrors: [] }
  }
}

async function withPolicy(
  { catalog, clock }: SecretsDependencies,
  secretId: string,
  context: Parameters<typeof requireSecret>[2],
  text: string | undefined,
): Promise<Answer> {
  const record = requireSecret(catalog, secretId, context, clock.now())
  await changeSecret({ catalog, now: clock.now() }, record, current => {
    const { policy, ...rest } = checkNotDeleted(current)
    return { next: text === undefined ? rest : { ...rest, policy: text }, result: undefined }
  })
  return { ARN: record.arn, Name: record.name }
}

/** Whether somebody of an account that it cannot have named may read the secret. */
function isPublic(policy: string): boolean {
  const stranger = { accountId: '000000000000', arns: ['arn:aws:iam::000000000000:root'] }
  const request = { principal: stranger, action: 'secretsmanager:GetSecretValue', resource: '*', context: {} }
  return resourcePolicyDecision(policy, request) === 'allow'
}
