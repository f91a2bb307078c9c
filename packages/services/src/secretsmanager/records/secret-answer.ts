import type { secretsmanager } from '@pasos/wire'
import type { SecretRecord } from './secret-record.ts'

/** What DescribeSecret and ListSecrets have in common; what was never set is left out. */
export function secretAnswer(record: SecretRecord): secretsmanager.SecretListEntry {
  return {
    ARN: record.arn,
    Name: record.name,
    ...(record.type !== undefined && { Type: record.type }),
    ...(record.description !== undefined && { Description: record.description }),
    ...(record.kmsKeyId !== undefined && { KmsKeyId: record.kmsKeyId }),
    LastChangedDate: new Date(record.changedAt),
    ...(record.accessedAt !== undefined && { LastAccessedDate: new Date(record.accessedAt) }),
    ...(record.deletedAt !== undefined && { DeletedDate: new Date(record.deletedAt) }),
    Tags: record.tags.map(([Key, Value]) => ({ Key, Value })),
    CreatedDate: new Date(record.createdAt),
  }
}

/** Versions that have labels. */
export function stagesByVersion({ versions }: SecretRecord): Record<string, string[]> {
  return Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]))
}
