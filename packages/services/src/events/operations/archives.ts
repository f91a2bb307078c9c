import type { eventbridge, Operation } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { archiveExists, archiveNotFound, validation } from '../errors.ts'
import { type ArchiveRecord, archiveArn, archiveKind, requireArchive } from '../records/archive-record.ts'
import { findBus, requireBus } from '../records/bus-record.ts'
import { pageOf } from '../records/pages.ts'
import { checkPattern } from '../records/rule-pattern.ts'

export function createArchive({
  catalog,
  clock,
}: EventsDependencies): Operation<eventbridge.CreateArchiveRequest, eventbridge.CreateArchiveResponse> {
  return async (input, context) => {
    const { ArchiveName: name = '', EventSourceArn = '', EventPattern: pattern, RetentionDays: days, Description } = input
    refuseOwnKey(input)
    const bus = findBus(catalog, EventSourceArn) ?? requireBus(catalog, EventSourceArn, context)
    if (pattern !== undefined) checkPattern(pattern)
    const arn = archiveArn(context, name)
    const archive: ArchiveRecord = {
      ...{ arn, name, busArn: bus.arn, createdAt: clock.now() },
      ...(Description !== undefined && { description: Description }),
      ...(pattern !== undefined && { pattern }),
      ...(days !== undefined && days > 0 && { retentionDays: days }),
    }
    await catalog.update<ArchiveRecord, void>(archiveKind, arn, current => {
      if (current) throw archiveExists(name)
      return { next: archive, result: undefined }
    })
    return { ArchiveArn: arn, State: 'ENABLED', CreationTime: new Date(archive.createdAt) }
  }
}

function refuseOwnKey({ KmsKeyIdentifier }: { KmsKeyIdentifier?: string | undefined }): void {
  if (KmsKeyIdentifier) throw validation('Archives are not encrypted with keys of your own here.')
}

export function updateArchive({
  catalog,
}: EventsDependencies): Operation<eventbridge.UpdateArchiveRequest, eventbridge.UpdateArchiveResponse> {
  return (input, context) => {
    const { ArchiveName: name = '', EventPattern: pattern, RetentionDays: days, Description } = input
    refuseOwnKey(input)
    if (pattern !== undefined) checkPattern(pattern)
    return catalog.update<ArchiveRecord, eventbridge.UpdateArchiveResponse>(archiveKind, archiveArn(context, name), current => {
      if (!current) throw archiveNotFound(name)
      const { retentionDays: before, ...rest } = current
      const retentionDays = days ?? before
      const next: ArchiveRecord = {
        ...rest,
        ...(Description !== undefined && { description: Description }),
        ...(pattern !== undefined && { pattern }),
        ...(retentionDays !== undefined && retentionDays > 0 && { retentionDays }),
      }
      return { next, result: { ArchiveArn: next.arn, State: 'ENABLED', CreationTime: new Date(next.createdAt) } }
    })
  }
}

export function describeArchive({
  catalog,
  archived,
}: EventsDependencies): Operation<eventbridge.DescribeArchiveRequest, eventbridge.DescribeArchiveResponse> {
  return async (input, context) => {
    const archive = requireArchive(catalog, archiveArn(context, input.ArchiveName ?? ''))
    const { arn, description, pattern } = archive
    return {
      ...{ ArchiveArn: arn, ...shown(archive) },
      ...(description !== undefined && { Description: description }),
      ...(pattern !== undefined && { EventPattern: pattern }),
      ...(await sizeOf(archived, arn)),
    }
  }
}

export function listArchives({
  catalog,
  archived,
}: EventsDependencies): Operation<eventbridge.ListArchivesRequest, eventbridge.ListArchivesResponse> {
  return async (input, context) => {
    const { NamePrefix, EventSourceArn, State } = input
    if ([NamePrefix, EventSourceArn, State].filter(given => given !== undefined).length > 1) {
      throw validation('At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.')
    }
    const all = catalog.list<ArchiveRecord>(archiveKind, archiveArn(context, NamePrefix ?? ''))
    const asked = all.filter(
      ({ busArn }) => (EventSourceArn === undefined || busArn === EventSourceArn) && (State ?? 'ENABLED') === 'ENABLED',
    )
    const { items, nextToken } = pageOf(asked, input)
    const Archives: eventbridge.Archive[] = []
    for (const archive of items) Archives.push({ ...shown(archive), ...(await sizeOf(archived, archive.arn)) })
    return { Archives, ...(nextToken !== undefined && { NextToken: nextToken }) }
  }
}

/** With its events. */
export function deleteArchive({ catalog, archived }: EventsDependencies): Operation<eventbridge.DeleteArchiveRequest, object> {
  return async (input, context) => {
    const { arn } = requireArchive(catalog, archiveArn(context, input.ArchiveName ?? ''))
    await catalog.update<ArchiveRecord, void>(archiveKind, arn, () => ({ next: undefined, result: undefined }))
    await archived.forget(arn)
    return {}
  }
}

function shown({ name, busArn, retentionDays = 0, createdAt }: ArchiveRecord) {
  return {
    ...{ ArchiveName: name, EventSourceArn: busArn, State: 'ENABLED' as const, RetentionDays: retentionDays },
    CreationTime: new Date(createdAt),
  }
}

async function sizeOf(archived: EventsDependencies['archived'], arn: string) {
  const { count, bytes } = await archived.size(arn)
  return { EventCount: count, SizeBytes: bytes }
}
