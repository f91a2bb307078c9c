import type { Operation, scheduler } from '@pasos/wire'
import type { SchedulerDependencies } from '../dependencies.ts'
import { groupExists, groupNotFound, validation } from '../errors.ts'
import { findGroup, type GroupRecord, groupArn, groupKind, requireGroup } from '../records/group-record.ts'
import { pageOf } from '../records/pages.ts'
import { neverFired, type ScheduleRecord, scheduleArn, scheduleKind } from '../records/schedule-record.ts'

type Tags = GroupRecord['tags']

function checkTags(tags: Tags): Tags {
  if (tags.length > 50) throw validation('A resource can have at most 50 tags.')
  return tags
}

const tagsOf = (tags: readonly scheduler.Tag[] = []): Tags => tags.map(({ Key = '', Value = '' }) => [Key, Value])

/** The same request again, by its ClientToken, is answered as the first was. */
export function createScheduleGroup({
  catalog,
  clock,
}: SchedulerDependencies): Operation<scheduler.CreateScheduleGroupInput, scheduler.CreateScheduleGroupOutput> {
  return async ({ Name: name = '', Tags, ClientToken: clientToken }, place) => {
    const [arn, now] = [groupArn(place, name), clock.now()]
    const tags = checkTags(tagsOf(Tags))
    await catalog.update<GroupRecord, void>(groupKind, arn, current => {
      const known = current ?? findGroup(catalog, arn)
      if (known && (known.clientToken === undefined || known.clientToken !== clientToken)) throw groupExists(name)
      const fresh = { arn, name, tags, ...(clientToken && { clientToken }), createdAt: now, modifiedAt: now }
      return { next: current ?? fresh, result: undefined }
    })
    return { ScheduleGroupArn: arn }
  }
}

function groupAnswer({ arn, name, createdAt, modifiedAt }: GroupRecord): scheduler.ScheduleGroupSummary {
  return { Arn: arn, Name: name, State: 'ACTIVE', CreationDate: new Date(createdAt), LastModificationDate: new Date(modifiedAt) }
}

export function getScheduleGroup({
  catalog,
}: SchedulerDependencies): Operation<scheduler.GetScheduleGroupInput, scheduler.GetScheduleGroupOutput> {
  return ({ Name: name = '' }, place) => groupAnswer(requireGroup(catalog, place, name))
}

export function listScheduleGroups({
  catalog,
}: SchedulerDependencies): Operation<scheduler.ListScheduleGroupsInput, scheduler.ListScheduleGroupsOutput> {
  return (input, place) => {
    const own = catalog.list<GroupRecord>(groupKind, groupArn(place, ''))
    const all = [requireGroup(catalog, place, 'default'), ...own.filter(({ name }) => name !== 'default')]
    const { items, nextToken } = pageOf(
      all.filter(({ name }) => name.startsWith(input.NamePrefix ?? '')),
      input,
    )
    return { ScheduleGroups: items.map(groupAnswer), ...nextToken }
  }
}

/** With all its schedules. */
export function deleteScheduleGroup({ catalog, data }: SchedulerDependencies): Operation<scheduler.DeleteScheduleGroupInput, object> {
  return async ({ Name: name = '' }, place) => {
    if (name === 'default') throw validation('The default schedule group cannot be deleted.')
    const { arn } = requireGroup(catalog, place, name)
    await catalog.update<GroupRecord, void>(groupKind, arn, () => ({ next: undefined, result: undefined }))
    const schedules = catalog.list<ScheduleRecord>(scheduleKind, scheduleArn(place, name, ''))
    for (const { arn: key } of schedules) {
      await catalog.update<ScheduleRecord, void>(scheduleKind, key, () => ({ next: undefined, result: undefined }))
    }
    if (schedules.length > 0) await data.commit(schedules.map(schedule => neverFired(schedule.arn)))
    return {}
  }
}

export function listTagsForResource({
  catalog,
}: SchedulerDependencies): Operation<scheduler.ListTagsForResourceInput, scheduler.ListTagsForResourceOutput> {
  return ({ ResourceArn: arn = '' }) => {
    const group = findGroup(catalog, arn)
    if (!group) throw groupNotFound(arn.split('/').at(-1) ?? arn)
    return { Tags: group.tags.map(([Key, Value]) => ({ Key, Value })) }
  }
}

export function tagResource(deps: SchedulerDependencies): Operation<scheduler.TagResourceInput, object> {
  return ({ ResourceArn, Tags }) => changeTags(deps, ResourceArn, tags => checkTags([...new Map([...tags, ...tagsOf(Tags)])]))
}

export function untagResource(deps: SchedulerDependencies): Operation<scheduler.UntagResourceInput, object> {
  return ({ ResourceArn, TagKeys }) => changeTags(deps, ResourceArn, tags => tags.filter(([key]) => !TagKeys?.includes(key)))
}

async function changeTags({ catalog, clock }: SchedulerDependencies, arn = '', next: (tags: Tags) => Tags): Promise<object> {
  await catalog.update<GroupRecord, void>(groupKind, arn, current => {
    const group = current ?? findGroup(catalog, arn)
    if (!group) throw groupNotFound(arn.split('/').at(-1) ?? arn)
    return { next: { ...group, tags: next(group.tags), modifiedAt: clock.now() }, result: undefined }
  })
  return {}
}
