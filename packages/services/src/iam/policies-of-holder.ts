import type { Catalog } from '@pasos/engine'
import { escapeUri, type iam, type Operation } from '@pasos/wire'
import { checkArn, checkDocument, checkName } from './constraints.ts'
import { limitExceeded, noSuchPolicy, notAttachable } from './errors.ts'
import { findPolicy } from './managed-policies.ts'
import { type PageRequest, page } from './paging.ts'
import { checkInlinePolicy } from './policy/check-policy.ts'
import { policySize } from './policy-size.ts'

/** A role, a user or a group, as far as policies go. */
export interface PolicyHolder {
  inlinePolicies: { name: string; document: string }[]
  attachedPolicyArns: string[]
}

/** How policies are kept with one kind of holder. */
export interface HolderKind<Holder extends PolicyHolder> {
  catalog: Catalog
  /** The member that names the holder: `UserName`. */
  member: 'RoleName' | 'UserName' | 'GroupName'
  nameOf(holder: Holder): string
  /** @throws ApiError NoSuchEntity */
  require(accountId: string, name: string): Holder
  change(accountId: string, name: string, change: (holder: Holder) => Partial<PolicyHolder>): Promise<unknown>
  noSuchInlinePolicy(name: string): Error
  /** Of all inline policies together, in characters without white space. */
  maxInlineSize: number
  /** `user` and `PoliciesPerUser`, as refusals say it. */
  words: { holder: string; quota: string }
}

/** AWS: managed policies of one role, user or group. */
const maxAttached = 10

type Named = Record<string, unknown>

/** The inline and attached policies of a kind of holder: operations by what they do. */
export function policiesOfHolder<Holder extends PolicyHolder>(kind: HolderKind<Holder>) {
  return { ...inlinePolicies(kind), ...attachedPolicies(kind) }
}

function inlinePolicies<Holder extends PolicyHolder>(kind: HolderKind<Holder>) {
  const { member, require, change, noSuchInlinePolicy, maxInlineSize, words } = kind
  const put: Operation<Named, void> = async (input, { accountId }) => {
    const name = checkName('policyName', String(input['PolicyName']), 128)
    const document = checkDocument('policyDocument', String(input['PolicyDocument']))
    checkInlinePolicy(document)
    await change(accountId, String(input[member]), holder => {
      const next = [...holder.inlinePolicies.filter(policy => policy.name !== name), { name, document }]
      const size = next.reduce((sum, policy) => sum + policySize(policy.document), 0)
      if (size > maxInlineSize) {
        throw limitExceeded(`Maximum policy size of ${maxInlineSize} bytes exceeded for ${words.holder} ${kind.nameOf(holder)}`)
      }
      return { inlinePolicies: next }
    })
  }
  const get: Operation<Named, Named> = ({ PolicyName, ...input }, { accountId }) => {
    const holder = require(accountId, String(input[member]))
    const policy = holder.inlinePolicies.find(({ name }) => name === PolicyName)
    if (policy === undefined) throw noSuchInlinePolicy(String(PolicyName))
    return { [member]: kind.nameOf(holder), PolicyName: policy.name, PolicyDocument: escapeUri(policy.document) }
  }
  const remove: Operation<Named, void> = async ({ PolicyName, ...input }, { accountId }) => {
    await change(accountId, String(input[member]), holder => {
      const next = holder.inlinePolicies.filter(({ name }) => name !== PolicyName)
      if (next.length === holder.inlinePolicies.length) throw noSuchInlinePolicy(String(PolicyName))
      return { inlinePolicies: next }
    })
  }
  const list: Operation<Named & PageRequest, Named> = (input, { accountId }) => {
    const names = require(accountId, String(input[member])).inlinePolicies.map(({ name }) => name)
    const { items, answer } = page(names, name => name, input)
    return { PolicyNames: items, ...answer }
  }
  return { put, get, remove, list }
}

function attachedPolicies<Holder extends PolicyHolder>({ catalog, member, require, change, words }: HolderKind<Holder>) {
  const attach: Operation<Named, void> = async (input, { accountId }) => {
    const arn = checkArn('policyArn', String(input['PolicyArn']))
    await change(accountId, String(input[member]), ({ attachedPolicyArns }) => {
      if (findPolicy(catalog, accountId, arn) === undefined) throw notAttachable(arn)
      if (attachedPolicyArns.includes(arn)) return {}
      if (attachedPolicyArns.length >= maxAttached) throw limitExceeded(`Cannot exceed quota for ${words.quota}: ${maxAttached}`)
      return { attachedPolicyArns: [...attachedPolicyArns, arn] }
    })
  }
  const detach: Operation<Named, void> = async (input, { accountId }) => {
    const arn = checkArn('policyArn', String(input['PolicyArn']))
    await change(accountId, String(input[member]), ({ attachedPolicyArns }) => {
      if (!attachedPolicyArns.includes(arn)) throw noSuchPolicy(arn)
      return { attachedPolicyArns: attachedPolicyArns.filter(attached => attached !== arn) }
    })
  }
  const listAttached: Operation<Named & PageRequest & { PathPrefix?: string }, iam.ListAttachedUserPoliciesResponse> = (
    input,
    { accountId },
  ) => {
    const { attachedPolicyArns } = require(accountId, String(input[member]))
    const policies = attachedPolicyArns.flatMap(arn => findPolicy(catalog, accountId, arn) ?? [])
    const within = policies.filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    const { items, answer } = page(within, ({ arn }) => arn, input)
    return { AttachedPolicies: items.map(({ policyName, arn }) => ({ PolicyName: policyName, PolicyArn: arn })), ...answer }
  }
  return { attach, detach, listAttached }
}
