import type { Catalog } from '@pasos/engine'
import { parameterNotFound, versionNotFound } from '../errors.ts'
import { type Place, type Reference, readReference } from './parameter-name.ts'

/** Kind `parameter`: all but the values, which are in the data store. Moments are epoch milliseconds. */
export interface ParameterRecord extends Place {
  name: string
  arn: string
  tags: [key: string, value: string][]
  /** The oldest first; never empty. */
  versions: ParameterVersion[]
}

/** What PutParameter sets: each version has its own of all of it. */
export interface ParameterVersion {
  version: number
  type: 'String' | 'StringList' | 'SecureString'
  tier: 'Standard' | 'Advanced'
  dataType: string
  description?: string
  allowedPattern?: string
  /** Of a SecureString: as it was given, or the alias of Parameter Store's own key. */
  keyId?: string
  modifiedAt: number
  /** ARN. */
  modifiedBy: string
  labels: string[]
  /** Where its value is. */
  valueKey: string
}

export const parameterKind = 'parameter'

export function parameterKey({ accountId, region }: Place, name = ''): string {
  return `${accountId}:${region}:${name}`
}

export function findParameter(catalog: Catalog, { place, names }: Reference, context: Place): ParameterRecord | undefined {
  for (const name of names) {
    const record = catalog.get<ParameterRecord>(parameterKind, parameterKey(place ?? context, name))
    if (record) return record
  }
  return undefined
}

export function parametersOf(catalog: Catalog, place: Place): ParameterRecord[] {
  return catalog.list<ParameterRecord>(parameterKind, parameterKey(place))
}

/** The parameter of a name without a selector. @throws ApiError ParameterNotFound */
export function requireParameter(catalog: Catalog, name: string, context: Place): ParameterRecord {
  const record = findParameter(catalog, readReference(name), context)
  if (!record) throw parameterNotFound()
  return record
}

export function latestOf({ versions }: Pick<ParameterRecord, 'versions'>): ParameterVersion {
  return versions.at(-1)!
}

/** The version that a selector means; without one the latest. @throws ApiError ParameterVersionNotFound */
export function versionOf(record: ParameterRecord, selector: string | undefined): ParameterVersion {
  if (selector === undefined) return latestOf(record)
  const isNumber = /^\d+$/.test(selector)
  const found = record.versions.find(({ version, labels }) => (isNumber ? version === Number(selector) : labels.includes(selector)))
  if (!found) throw versionNotFound(isNumber ? `version ${selector}` : `label ${selector}`, record.name)
  return found
}

/** @throws ApiError ParameterNotFound, and what `change` throws */
export function changeParameter<R>(
  catalog: Catalog,
  found: Place & { name: string },
  change: (record: ParameterRecord) => { next: ParameterRecord; result: R },
): Promise<R> {
  return catalog.update<ParameterRecord, R>(parameterKind, parameterKey(found, found.name), current => {
    if (!current) throw parameterNotFound()
    return change(current)
  })
}
