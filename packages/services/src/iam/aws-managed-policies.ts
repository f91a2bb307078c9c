import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PolicyDocument } from './policy/policy-document.ts'
import type { PolicyRecord } from './policy-record.ts'

interface ManagedPolicyEntry {
  name: string
  path: string
  versionId: string
  createDate: string
  description?: string
  document: PolicyDocument
}

const loaded = new Map<string, ReadonlyMap<string, PolicyRecord>>()
const pattern = /^arn:(aws[a-z-]*):iam::aws:policy\//

/**
 * The policies AWS provides to everybody, those that concern the services here. Source: AWS Managed Policy Reference; some, such as ReadOnlyAccess,
 * are cut down to the services that state machines commonly call. Read from disk when first asked for.
 */
export function awsManagedPolicies(partition: string): ReadonlyMap<string, PolicyRecord> {
  let policies = loaded.get(partition)
  if (!policies) {
    policies = load(partition)
    loaded.set(partition, policies)
  }
  return policies
}

export function findAwsManagedPolicy(arn: string): PolicyRecord | undefined {
  const partition = pattern.exec(arn)?.[1]
  return partition === undefined ? undefined : awsManagedPolicies(partition).get(arn)
}

function load(partition: string): Map<string, PolicyRecord> {
  const entries = JSON.parse(readFileSync(new URL('./aws-managed-policies.json', import.meta.url), 'utf8')) as ManagedPolicyEntry[]
  const records = entries.map(entry => recordOf(entry, `arn:${partition}:iam::aws:policy${entry.path}${entry.name}`))
  return new Map(records.map(record => [record.arn, record]))
}

function recordOf({ name, path, versionId, createDate, description, document }: ManagedPolicyEntry, arn: string): PolicyRecord {
  const created = Date.parse(createDate)
  return {
    policyName: name,
    policyId: `ANPA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`,
    path,
    arn,
    ...(description === undefined ? {} : { description }),
    createDate: created,
    updateDate: created,
    defaultVersionId: versionId,
    nextVersion: Number(versionId.slice(1)) + 1,
    versions: [{ versionId, document: JSON.stringify(document), createDate: created }],
    tags: [],
  }
}
