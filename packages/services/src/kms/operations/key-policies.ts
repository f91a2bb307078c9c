import type { kms, Operation } from '@pasos/wire'
import type { KmsDependencies } from '../dependencies.ts'
import { policyNotFound } from '../errors.ts'
import { checkOwn } from '../managed-key.ts'
import { checkKeyPolicy } from '../records/key-policy.ts'
import { changeKey, checkAlive, requireKey } from '../records/key-record.ts'

/** The only name a key policy can have. */
const NAME = 'default'

export function getKeyPolicy({ catalog, clock }: KmsDependencies): Operation<kms.GetKeyPolicyRequest, kms.GetKeyPolicyResponse> {
  return ({ KeyId = '', PolicyName = NAME }, context) => {
    const { policy } = requireKey(catalog, KeyId, context, clock.now())
    if (PolicyName !== NAME) throw policyNotFound()
    return { Policy: policy, PolicyName: NAME }
  }
}

export function putKeyPolicy({ catalog, clock }: KmsDependencies): Operation<kms.PutKeyPolicyRequest, object> {
  return async ({ KeyId = '', PolicyName = NAME, Policy = '', BypassPolicyLockoutSafetyCheck }, context) => {
    if (PolicyName !== NAME) throw policyNotFound()
    await changeKey({ catalog, now: clock.now() }, KeyId, context, record => {
      checkAlive(checkOwn(record))
      return { ...record, policy: checkKeyPolicy(Policy, record.arn, context, BypassPolicyLockoutSafetyCheck) }
    })
    return {}
  }
}

export function listKeyPolicies({ catalog, clock }: KmsDependencies): Operation<kms.ListKeyPoliciesRequest, kms.ListKeyPoliciesResponse> {
  return ({ KeyId = '' }, context) => {
    requireKey(catalog, KeyId, context, clock.now())
    return { PolicyNames: [NAME], Truncated: false }
  }
}
