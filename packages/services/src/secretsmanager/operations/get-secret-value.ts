import { ApiError, type Operation, type OperationContext, type secretsmanager } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidNextToken, invalidParameter, invalidRequest, valueNotFound } from '../errors.ts'
import { secretFilter } from '../records/secret-filter.ts'
import {
  changeSecret,
  checkNotDeleted,
  requireSecret,
  type SecretRecord,
  type SecretVersion,
  secretKey,
  secretKind,
} from '../records/secret-record.ts'
import { readValue } from '../records/secret-value.ts'
import { CURRENT } from '../records/stages.ts'

const DAY_MS = 86_400_000

export function getSecretValue(
  deps: SecretsDependencies,
): Operation<secretsmanager.GetSecretValueRequest, secretsmanager.GetSecretValueResponse> {
  return ({ SecretId = '', VersionId, VersionStage }, context) => {
    const record = checkNotDeleted(requireSecret(deps.catalog, SecretId, context, deps.clock.now()))
    return valueAnswer(deps, record, versionOf(record, VersionId, VersionStage), context)
  }
}

/** @throws ApiError ResourceNotFoundException, InvalidRequestException */
function versionOf({ versions }: SecretRecord, id: string | undefined, stage: string | undefined): SecretVersion {
  const label = stage ?? (id === undefined ? CURRENT : undefined)
  const found = versions.find(version => (id === undefined || version.id === id) && (label === undefined || version.stages.includes(label)))
  if (found) return found
  if (id !== undefined && stage !== undefined && versions.some(version => version.id === id))
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.')
  throw valueNotFound(id === undefined ? `staging label: ${label}` : `VersionId: ${id}`)
}

async function valueAnswer(deps: SecretsDependencies, record: SecretRecord, version: SecretVersion, context: OperationContext) {
  const value = await readValue(deps, record, version, context)
  await noteAccess(deps, record)
  return {
    ...{ ARN: record.arn, Name: record.name, VersionId: version.id, ...value },
    ...{ VersionStages: version.stages, CreatedDate: new Date(version.createdAt) },
  }
}

/** AWS tells the day alone, so once a day is enough. */
async function noteAccess({ catalog, clock }: SecretsDependencies, record: SecretRecord): Promise<void> {
  const now = clock.now()
  const today = now - (now % DAY_MS)
  if (record.accessedAt === today) return
  await changeSecret({ catalog, now }, record, current => ({ next: { ...current, accessedAt: today }, result: undefined }))
}

/** What one secret lacks does not spoil the others. Asks for secretsmanager:GetSecretValue on each of them. */
export function batchGetSecretValue(
  deps: SecretsDependencies & { refusal(context: OperationContext, action: string, arn: string): string | undefined },
): Operation<secretsmanager.BatchGetSecretValueRequest, secretsmanager.BatchGetSecretValueResponse> {
  return async ({ SecretIdList, Filters, MaxResults = 20, NextToken }, context) => {
    if ((SecretIdList === undefined) === (Filters === undefined))
      throw invalidParameter('Either SecretIdList or Filters must be provided, but not both.')
    const { ids, nextToken } = SecretIdList ? { ids: SecretIdList, nextToken: undefined } : pageOfFiltered()
    const SecretValues: secretsmanager.SecretValueEntry[] = []
    const Errors: secretsmanager.APIErrorType[] = []
    for (const SecretId of ids) {
      try {
        const record = checkNotDeleted(requireSecret(deps.catalog, SecretId, context, deps.clock.now()))
        const refusal = deps.refusal(context, 'secretsmanager:GetSecretValue', record.arn)
        if (refusal !== undefined) throw new ApiError('AccessDeniedException', refusal)
        SecretValues.push(await valueAnswer(deps, record, versionOf(record, undefined, undefined), context))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        Errors.push({ SecretId, ErrorCode: error.code, Message: error.message })
      }
    }
    return { SecretValues, Errors, ...(nextToken !== undefined && { NextToken: nextToken }) }

    function pageOfFiltered(): { ids: string[]; nextToken?: string } {
      const matches = secretFilter(Filters ?? [])
      const records = deps.catalog
        .list<SecretRecord>(secretKind, secretKey(context))
        .filter(record => record.deletedAt === undefined && matches(record))
      const page = listedPage(records, ({ name }) => name, { limit: MaxResults, token: NextToken })
      if (!page) throw invalidNextToken()
      return { ...page, ids: page.items.map(({ arn }) => arn) }
    }
  }
}
