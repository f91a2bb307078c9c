import type { Catalog } from '@pasos/engine'
import type { StoredCode } from './function-host.ts'
import type { PolicyStatement } from './function-record.ts'

export interface LayerVersion {
  version: number
  description?: string
  licenseInfo?: string
  compatibleRuntimes: string[]
  compatibleArchitectures: string[]
  createdDate: string
  code: StoredCode
  statements: PolicyStatement[]
  policyRevisionId?: string
  /** Nobody finds it any more, but for functions that have it: AWS keeps a copy for them. */
  isDeleted?: true
}

export interface LayerRecord {
  name: string
  arn: string
  nextVersion: number
  /** Oldest first; deleted ones are gone where no function has them, their numbers are not used again. */
  versions: LayerVersion[]
}

export const layerKind = 'layer'

export function layerKey(accountId: string, region: string, name: string): string {
  return `${accountId}:${region}:${name}`
}

const versionArn = /^arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9_-]+):(\d+)$/

export function parseLayerVersionArn(
  arn: string,
): { key: string; accountId: string; region: string; name: string; version: number } | undefined {
  const [, region, accountId, name, version] = versionArn.exec(arn) ?? []
  if (region === undefined || accountId === undefined || name === undefined) return undefined
  return { key: layerKey(accountId, region, name), accountId, region, name, version: Number(version) }
}

/** A deleted one too, where a function has it. */
export function findLayerVersion(catalog: Catalog, arn: string): LayerVersion | undefined {
  const parsed = parseLayerVersionArn(arn)
  return parsed && catalog.get<LayerRecord>(layerKind, parsed.key)?.versions.find(({ version }) => version === parsed.version)
}
