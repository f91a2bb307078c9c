import type { Operation, scheduler } from '@pasos/wire'
import type { SchedulerDependencies } from '../dependencies.ts'
import { scheduleExists, scheduleNotFound } from '../errors.ts'
import { type Place, requireGroup } from '../records/group-record.ts'
import { pageOf } from '../records/pages.ts'
import { neverFired, requireSchedule, type ScheduleRecord, scheduleArn, scheduleKind } from '../records/schedule-record.ts'
import { checkSchedule } from './check-schedule.ts'

const groupOf = ({ GroupName }: { GroupName?: string | undefined }): string => GroupName ?? 'default'

const arnOf = (input: { GroupName?: string | undefined; Name?: string | undefined }, place: Place): string =>
  scheduleArn(place, groupOf(input), input.Name ?? '')

/** All of a schedule that its input says. */
function settingsOf(input: scheduler.CreateScheduleInput) {
  const { FlexibleTimeWindow: window, StartDate, EndDate, Description, KmsKeyArn, ClientToken } = input
  return {
    expression: input.ScheduleExpression!,
    zone: input.ScheduleExpressionTimezone ?? 'UTC',
    ...(StartDate && { startAt: StartDate.getTime() }),
    ...(EndDate && { endAt: EndDate.getTime() }),
    state: input.State ?? 'ENABLED',
    window: { mode: window?.Mode ?? 'OFF', minutes: window?.MaximumWindowInMinutes ?? 0 },
    deletesWhenDone: input.ActionAfterCompletion === 'DELETE',
    ...(Description !== undefined && { description: Description }),
    ...(KmsKeyArn !== undefined && { kmsKeyArn: KmsKeyArn }),
    ...(ClientToken !== undefined && { clientToken: ClientToken }),
    target: input.Target!,
  }
}

/** The same request again, by its ClientToken, is answered as the first was. */
export function createSchedule(deps: SchedulerDependencies): Operation<scheduler.CreateScheduleInput, scheduler.CreateScheduleOutput> {
  const { catalog, clock } = deps
  return async (input, place) => {
    const [name, group, arn, now] = [input.Name!, groupOf(input), arnOf(input, place), clock.now()]
    requireGroup(catalog, place, group)
    const moments = { setAt: now, activeSince: now, createdAt: now, modifiedAt: now }
    const fresh: ScheduleRecord = { arn, name, group, region: place.region, ...settingsOf(input), ...moments }
    checkSchedule(deps, fresh)
    await deps.key.encrypt(fresh, place)
    await catalog.update<ScheduleRecord, void>(scheduleKind, arn, current => {
      if (current && current.clientToken !== fresh.clientToken) throw scheduleExists(name)
      return { next: current ?? fresh, result: undefined }
    })
    return { ScheduleArn: arn }
  }
}

/** Replaces everything: what is not given again has its default. */
export function updateSchedule(deps: SchedulerDependencies): Operation<scheduler.UpdateScheduleInput, scheduler.UpdateScheduleOutput> {
  const { catalog, clock } = deps
  return async (input, place) => {
    const [arn, now] = [arnOf(input, place), clock.now()]
    const { region } = requireSchedule(catalog, arn, input.Name ?? '')
    await deps.key.encrypt({ arn, region, kmsKeyArn: input.KmsKeyArn }, place)
    await catalog.update<ScheduleRecord, void>(scheduleKind, arn, current => {
      if (!current) throw scheduleNotFound(input.Name!)
      const { name, group, region, createdAt } = current
      const settings = settingsOf(input)
      const isTimedAnew =
        settings.expression !== current.expression || settings.zone !== current.zone || settings.startAt !== current.startAt
      const isEnabledAnew = settings.state === 'ENABLED' && current.state !== 'ENABLED'
      const next: ScheduleRecord = {
        ...{ arn, name, group, region, ...settings, createdAt, modifiedAt: now },
        setAt: isTimedAnew ? now : current.setAt,
        activeSince: isTimedAnew || isEnabledAnew ? now : current.activeSince,
      }
      checkSchedule(deps, next)
      return { next, result: undefined }
    })
    return { ScheduleArn: arn }
  }
}

export function getSchedule({ catalog }: SchedulerDependencies): Operation<scheduler.GetScheduleInput, scheduler.GetScheduleOutput> {
  return (input, place) => {
    const record = requireSchedule(catalog, arnOf(input, place), input.Name ?? '')
    const { startAt, endAt, description, kmsKeyArn, window } = record
    return {
      ...summaryOf(record),
      Target: record.target,
      ScheduleExpression: record.expression,
      ScheduleExpressionTimezone: record.zone,
      FlexibleTimeWindow: {
        Mode: window.mode as scheduler.FlexibleTimeWindowMode,
        ...(window.minutes > 0 && { MaximumWindowInMinutes: window.minutes }),
      },
      ActionAfterCompletion: record.deletesWhenDone ? 'DELETE' : 'NONE',
      ...(startAt !== undefined && { StartDate: new Date(startAt) }),
      ...(endAt !== undefined && { EndDate: new Date(endAt) }),
      ...(description !== undefined && { Description: description }),
      ...(kmsKeyArn !== undefined && { KmsKeyArn: kmsKeyArn }),
    }
  }
}

function summaryOf({ arn, name, group, state, target, createdAt, modifiedAt }: ScheduleRecord): scheduler.ScheduleSummary {
  return {
    ...{ Arn: arn, Name: name, GroupName: group, State: state as scheduler.ScheduleState, Target: { Arn: target.Arn } },
    ...{ CreationDate: new Date(createdAt), LastModificationDate: new Date(modifiedAt) },
  }
}

export function listSchedules({ catalog }: SchedulerDependencies): Operation<scheduler.ListSchedulesInput, scheduler.ListSchedulesOutput> {
  return (input, place) => {
    if (input.GroupName !== undefined) requireGroup(catalog, place, input.GroupName)
    const found = catalog
      .list<ScheduleRecord>(scheduleKind, scheduleArn(place, input.GroupName ?? '', ''))
      .filter(({ name, state }) => name.startsWith(input.NamePrefix ?? '') && (input.State ?? state) === state)
    const { items, nextToken } = pageOf(found, input)
    return { Schedules: items.map(summaryOf), ...nextToken }
  }
}

export function deleteSchedule({ catalog, data }: SchedulerDependencies): Operation<scheduler.DeleteScheduleInput, object> {
  return async (input, place) => {
    const arn = arnOf(input, place)
    await catalog.update<ScheduleRecord, void>(scheduleKind, arn, current => {
      if (!current) throw scheduleNotFound(input.Name ?? '')
      return { next: undefined, result: undefined }
    })
    await data.commit([neverFired(arn)])
    return {}
  }
}
