import type { iam, Operation } from '@pasos/wire'
import { encodedDocument } from '../answers.ts'
import { checkArn, checkDocument, checkName } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { limitExceeded, noSuchPolicy, noSuchUserPolicy, notAttachable } from '../errors.ts'
import { findPolicy } from '../managed-policies.ts'
import { byKey, page } from '../paging.ts'
import { checkInlinePolicy } from '../policy/check-policy.ts'
import { policySize } from '../policy-size.ts'
import { changeUser, requireUser } from './user-record.ts'

/** AWS: all inline policies of a user together, and managed policies attached. */
const maxInlineSize = 2048
const maxAttached = 10

export function putUserPolicy({ catalog }: IamDependencies): Operation<iam.PutUserPolicyRequest, void> {
  return async ({ UserName, PolicyName, PolicyDocument }, { accountId }) => {
    const name = checkName('policyName', PolicyName!, 128)
    const document = checkDocument('policyDocument', PolicyDocument!)
    checkInlinePolicy(document)
    await changeUser(catalog, accountId, UserName!, ({ userName, inlinePolicies }) => {
      const next = [...inlinePolicies.filter(policy => policy.name !== name), { name, document }]
      const size = next.reduce((sum, policy) => sum + policySize(policy.document), 0)
      if (size > maxInlineSize) throw limitExceeded(`Maximum policy size of ${maxInlineSize} bytes exceeded for user ${userName}`)
      return { inlinePolicies: next }
    })
  }
}

export function getUserPolicy({ catalog }: IamDependencies): Operation<iam.GetUserPolicyRequest, iam.GetUserPolicyResponse> {
  return ({ UserName, PolicyName }, { accountId }) => {
    const user = requireUser(catalog, accountId, UserName!)
    const policy = user.inlinePolicies.find(({ name }) => name === PolicyName)
    if (policy === undefined) throw noSuchUserPolicy(PolicyName!)
    return { UserName: user.userName, PolicyName: policy.name, PolicyDocument: encodedDocument(policy.document) }
  }
}

export function deleteUserPolicy({ catalog }: IamDependencies): Operation<iam.DeleteUserPolicyRequest, void> {
  return ({ UserName, PolicyName }, { accountId }) =>
    changeUser(catalog, accountId, UserName!, ({ inlinePolicies }) => {
      const next = inlinePolicies.filter(({ name }) => name !== PolicyName)
      if (next.length === inlinePolicies.length) throw noSuchUserPolicy(PolicyName!)
      return { inlinePolicies: next }
    })
}

export function listUserPolicies({ catalog }: IamDependencies): Operation<iam.ListUserPoliciesRequest, iam.ListUserPoliciesResponse> {
  return (input, { accountId }) => {
    const { inlinePolicies } = requireUser(catalog, accountId, input.UserName!)
    const { items, answer } = page(
      byKey(inlinePolicies, ({ name }) => name),
      ({ name }) => name,
      input,
    )
    return { PolicyNames: items.map(({ name }) => name), ...answer }
  }
}

export function attachUserPolicy({ catalog }: IamDependencies): Operation<iam.AttachUserPolicyRequest, void> {
  return async ({ UserName, PolicyArn }, { accountId }) => {
    const arn = checkArn('policyArn', PolicyArn!)
    await changeUser(catalog, accountId, UserName!, ({ attachedPolicyArns }) => {
      if (findPolicy(catalog, accountId, arn) === undefined) throw notAttachable(arn)
      if (attachedPolicyArns.includes(arn)) return {}
      if (attachedPolicyArns.length >= maxAttached) throw limitExceeded(`Cannot exceed quota for PoliciesPerUser: ${maxAttached}`)
      return { attachedPolicyArns: [...attachedPolicyArns, arn] }
    })
  }
}

export function detachUserPolicy({ catalog }: IamDependencies): Operation<iam.DetachUserPolicyRequest, void> {
  return async ({ UserName, PolicyArn }, { accountId }) => {
    const arn = checkArn('policyArn', PolicyArn!)
    await changeUser(catalog, accountId, UserName!, ({ attachedPolicyArns }) => {
      if (!attachedPolicyArns.includes(arn)) throw noSuchPolicy(arn)
      return { attachedPolicyArns: attachedPolicyArns.filter(attached => attached !== arn) }
    })
  }
}

export function listAttachedUserPolicies({
  catalog,
}: IamDependencies): Operation<iam.ListAttachedUserPoliciesRequest, iam.ListAttachedUserPoliciesResponse> {
  return (input, { accountId }) => {
    const { attachedPolicyArns } = requireUser(catalog, accountId, input.UserName!)
    const policies = attachedPolicyArns.flatMap(arn => findPolicy(catalog, accountId, arn) ?? [])
    const { items, answer } = page(
      byKey(
        policies.filter(({ path }) => path.startsWith(input.PathPrefix ?? '/')),
        ({ arn }) => arn,
      ),
      ({ arn }) => arn,
      input,
    )
    return { AttachedPolicies: items.map(({ policyName, arn }) => ({ PolicyName: policyName, PolicyArn: arn })), ...answer }
  }
}
