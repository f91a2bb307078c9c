import type { Operation, secretsmanager } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidNextToken } from '../errors.ts'
import { secretAnswer, stagesByVersion } from '../records/secret-answer.ts'
import { secretFilter } from '../records/secret-filter.ts'
import { isGone, requireSecret, type SecretRecord, secretKey, secretKind } from '../records/secret-record.ts'

export function listSecrets({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.ListSecretsRequest, secretsmanager.ListSecretsResponse> {
  return (input, context) => {
    const matches = secretFilter(input.Filters ?? [])
    const now = clock.now()
    const placed = catalog
      .list<SecretRecord>(secretKind, secretKey(context))
      .filter(record => !isGone(record, now) && (record.deletedAt === undefined || input.IncludePlannedDeletion) && matches(record))
      .map(record => ({ record, place: placeOf(record, input) }))
      .sort((a, b) => (a.place < b.place ? -1 : 1))
    const page = listedPage(placed, ({ place }) => place, { limit: input.MaxResults ?? 100, token: input.NextToken })
    if (!page) throw invalidNextToken()
    return {
      SecretList: page.items.map(({ record }) => ({ ...secretAnswer(record), SecretVersionsToStages: stagesByVersion(record) })),
      ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
    }
  }
}

/** Where a secret stands in the list: text that grows from one to the next. The newest come first unless it is asked otherwise. */
function placeOf(record: SecretRecord, { SortBy = 'created-date', SortOrder }: secretsmanager.ListSecretsRequest): string {
  const isAscending = (SortOrder ?? (SortBy === 'name' ? 'asc' : 'desc')) === 'asc'
  if (SortBy === 'name') return isAscending ? record.name : reversed(record.name)
  const times = { 'created-date': record.createdAt, 'last-changed-date': record.changedAt, 'last-accessed-date': record.accessedAt ?? 0 }
  const time = times[SortBy]
  return `${String(isAscending ? time : Number.MAX_SAFE_INTEGER - time).padStart(16, '0')}:${record.name}`
}

/** Text in the opposite order; names are of printable ASCII, and the end is behind everything. */
function reversed(name: string): string {
  return `${[...name].map(letter => String.fromCharCode(0x7e - (letter.charCodeAt(0) - 0x20))).join('')}\u007f`
}

export function listSecretVersionIds({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.ListSecretVersionIdsRequest, secretsmanager.ListSecretVersionIdsResponse> {
  return ({ SecretId = '', IncludeDeprecated, MaxResults = 100, NextToken }, context) => {
    const record = requireSecret(catalog, SecretId, context, clock.now())
    const versions = record.versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0).sort((a, b) => (a.id < b.id ? -1 : 1))
    const page = listedPage(versions, ({ id }) => id, { limit: MaxResults, token: NextToken })
    if (!page) throw invalidNextToken()
    return {
      Versions: page.items.map(({ id, stages, createdAt, kmsKeyArn }) => ({
        VersionId: id,
        VersionStages: stages.length > 0 ? stages : undefined,
        CreatedDate: new Date(createdAt),
        KmsKeyIds: [record.kmsKeyId === undefined ? 'DefaultEncryptionKey' : kmsKeyArn],
      })),
      ...{ ARN: record.arn, Name: record.name },
      ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
    }
  }
}

export function describeSecret({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.DescribeSecretRequest, secretsmanager.DescribeSecretResponse> {
  return ({ SecretId = '' }, context) => {
    const record = requireSecret(catalog, SecretId, context, clock.now())
    const stages = stagesByVersion(record)
    return { ...secretAnswer(record), ...(Object.keys(stages).length > 0 && { VersionIdsToStages: stages }) }
  }
}
