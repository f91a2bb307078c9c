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

let loaded: Map<string, PolicyRecord> | undefined

/**
 * The policies AWS provides to everybody, those that concern the services here. Source: AWS Managed Policy Reference; ReadOnlyAccess is cut
 * down to the services that state machines commonly call. Read from disk when first asked for.
 */
export function awsManagedPolicies(): ReadonlyMap<string, PolicyRecord> {
  loaded ??= load()
  return loaded
}

export function findAwsManagedPolicy(arn: string): PolicyRecord | undefined {
  return arn.startsWith('arn:aws:iam::aws:policy/') ? awsManagedPolicies().get(arn) : undefined
}

function load(): Map<string, PolicyRecord> {
  const entries = JSON.parse(readFileSync(new URL('./aws-managed-policies.json', import.meta.url), 'utf8')) as ManagedPolicyEntry[]
  return new Map(entries.map(entry => [`arn:aws:iam::aws:policy${entry.path}${entry.name}`, recordOf(entry)]))
}

function recordOf({ name, path, versionId, createDate, description, document }: ManagedPolicyEntry): PolicyRecord {
  const created = Date.parse(createDate)
  const arn = `arn:aws:iam::aws:policy${path}${name}`
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
