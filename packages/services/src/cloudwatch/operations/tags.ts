import type { cloudwatch, Operation } from '@pasos/wire'
import { type AlarmRecord, alarmKey, alarmKind } from '../alarms/alarm-record.ts'
import { dashboardKey, dashboardSpace, requireDashboard } from '../dashboards/dashboard-record.ts'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { resourceNotFound } from '../errors.ts'
import { type Tags, withTags } from '../tags.ts'

/** Alarms and dashboards have tags. */
export function listTagsForResource(
  deps: CloudWatchDependencies,
): Operation<cloudwatch.ListTagsForResourceInput, cloudwatch.ListTagsForResourceOutput> {
  return async ({ ResourceARN = '' }) => {
    let tags: Tags = []
    await changeTags(deps, ResourceARN, present => {
      tags = present
      return undefined
    })
    return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }
  }
}

export function tagResource(deps: CloudWatchDependencies): Operation<cloudwatch.TagResourceInput, object> {
  return async ({ ResourceARN = '', Tags }) => changeTags(deps, ResourceARN, tags => withTags(tags, Tags))
}

export function untagResource(deps: CloudWatchDependencies): Operation<cloudwatch.UntagResourceInput, object> {
  return async ({ ResourceARN = '', TagKeys = [] }) => changeTags(deps, ResourceARN, tags => tags.filter(([key]) => !TagKeys.includes(key)))
}

/** `change` answers nothing to leave them. @throws ApiError ResourceNotFoundException, DashboardNotFoundError, and what `change` throws */
async function changeTags(
  { catalog, data }: CloudWatchDependencies,
  arn: string,
  change: (tags: Tags) => Tags | undefined,
): Promise<object> {
  const [, region = '', accountId = '', kind, name = ''] =
    /^arn:[^:]+:cloudwatch:([^:]*):(\d{12}):(alarm:|dashboard\/)(.+)$/.exec(arn) ?? []
  if (kind === 'dashboard/') {
    const record = await requireDashboard(data, { accountId }, name)
    const tags = change(record.tags)
    const key = dashboardKey({ accountId }, name)
    if (tags) await data.commit([{ space: dashboardSpace, key, value: JSON.stringify({ ...record, tags }) }])
    return {}
  }
  const key = alarmKey({ accountId, region }, name)
  const alarm = catalog.get<AlarmRecord>(alarmKind, key)
  if (kind === undefined || !alarm) throw resourceNotFound(arn)
  if (change(alarm.tags ?? []) === undefined) return {}
  await catalog.update<AlarmRecord, void>(alarmKind, key, current => {
    if (!current) throw resourceNotFound(arn)
    return { next: { ...current, tags: change(current.tags ?? []) ?? [] }, result: undefined }
  })
  return {}
}
