import type { Catalog } from '@pasos/engine'
import { aliasNotFound, functionNotFound, preconditionFailed } from './errors.ts'
import { type FunctionName, functionArn } from './function-name.ts'
import { type AliasRecord, type FunctionRecord, type FunctionSettings, findFunction, functionKey, functionKind } from './function-record.ts'

/** What a qualifier leads to. */
export interface Resolved {
  record: FunctionRecord
  settings: FunctionSettings
  alias?: AliasRecord
}

/** @throws ApiError ResourceNotFoundException */
export function requireFunction(catalog: Catalog, name: FunctionName): FunctionRecord {
  const record = findFunction(catalog, name)
  if (!record) throw functionNotFound(functionArn(name))
  return record
}

/** Follows the qualifier; an alias leads to its main version. @throws ApiError ResourceNotFoundException */
export function resolveFunction(catalog: Catalog, name: FunctionName): Resolved {
  const record = requireFunction(catalog, name)
  const resolved = settingsOf(record, name.qualifier)
  if (!resolved) {
    const isAlias = name.qualifier !== undefined && !/^(?:\$LATEST|\d+)$/.test(name.qualifier)
    throw isAlias ? aliasNotFound(functionArn(name)) : functionNotFound(functionArn(name))
  }
  return { record, ...resolved }
}

export function settingsOf(
  record: FunctionRecord,
  qualifier: string | undefined,
): { settings: FunctionSettings; alias?: AliasRecord } | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return { settings: record.latest }
  const alias = record.aliases.find(({ name }) => name === qualifier)
  const settings = record.versions.find(({ version }) => version === (alias?.functionVersion ?? qualifier))
  // An alias may point to $LATEST.
  const found = settings ?? (alias?.functionVersion === '$LATEST' ? record.latest : undefined)
  return found && { settings: found, ...(alias ? { alias } : {}) }
}

/** Changes a function as one write. @throws ApiError ResourceNotFoundException */
export function changeFunction<R>(
  catalog: Catalog,
  name: FunctionName,
  change: (record: FunctionRecord) => { next: FunctionRecord | undefined; result: R },
): Promise<R> {
  return catalog.update<FunctionRecord, R>(functionKind, functionKey(name), current => {
    if (!current) throw functionNotFound(functionArn(name))
    return change(current)
  })
}

/** @throws ApiError PreconditionFailedException */
export function checkRevision(given: string | undefined, current: string | undefined): void {
  if (given !== undefined && given !== current) throw preconditionFailed()
}
