import type { Catalog } from '@pasos/engine'
import type { logs, Operation } from '@pasos/wire'
import { invalidParameter, limitExceeded, policyNotFound } from './errors.ts'
import type { LogsDependencies } from './log-group.ts'
import { page } from './pages.ts'

interface PolicyRecord {
  name: string
  document: string
  /** Epoch milliseconds. */
  lastUpdated: number
}

const kind = 'logResourcePolicy'
const maxPolicies = 10

const prefixOf = ({ accountId, region }: { accountId: string; region: string }) => `${accountId}:${region}:`

export function putResourcePolicy(deps: LogsDependencies): Operation<logs.PutResourcePolicyRequest, logs.PutResourcePolicyResponse> {
  return (input, context) => {
    const { policyName: name = '', policyDocument: document = '' } = input
    if (name === '') throw invalidParameter('Policy name must be specified.')
    checkDocument(document)
    const others = deps.catalog.list<PolicyRecord>(kind, prefixOf(context)).filter(policy => policy.name !== name)
    if (others.length >= maxPolicies) throw limitExceeded('Resource limit exceeded.')
    const policy = { name, document, lastUpdated: deps.clock.now() }
    return deps.catalog.update<PolicyRecord, logs.PutResourcePolicyResponse>(kind, prefixOf(context) + name, () => ({
      next: policy,
      result: { resourcePolicy: answer(policy) },
    }))
  }
}

export function describeResourcePolicies(
  deps: LogsDependencies,
): Operation<logs.DescribeResourcePoliciesRequest, logs.DescribeResourcePoliciesResponse> {
  return (input, context) => {
    const policies = deps.catalog.list<PolicyRecord>(kind, prefixOf(context))
    const { items, next } = page(policies, { token: input.nextToken, limit: input.limit, most: 50 })
    return { resourcePolicies: items.map(answer), ...(next === undefined ? {} : { nextToken: next }) }
  }
}

export function deleteResourcePolicy(deps: LogsDependencies): Operation<logs.DeleteResourcePolicyRequest, object> {
  return (input, context) => {
    const name = input.policyName ?? ''
    return deps.catalog.update<PolicyRecord, object>(kind, prefixOf(context) + name, current => {
      if (!current) throw policyNotFound(name)
      return { next: undefined, result: {} }
    })
  }
}

/** The policies of an account's logs, JSON texts. */
export function resourcePolicyDocuments(catalog: Catalog, place: { accountId: string; region: string }): string[] {
  return catalog.list<PolicyRecord>(kind, prefixOf(place)).map(({ document }) => document)
}

function answer({ name, document, lastUpdated }: PolicyRecord) {
  return { policyName: name, policyDocument: document, lastUpdatedTime: lastUpdated }
}

function checkDocument(document: string): void {
  if (document.length > 5120) throw limitExceeded('Resource limit exceeded.')
  try {
    JSON.parse(document)
  } catch {
    throw invalidParameter('The provided policy document is invalid: it must be JSON.')
  }
}
