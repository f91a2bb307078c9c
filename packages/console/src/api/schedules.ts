import { allPages, pageAddress } from './aws-pages.ts'
import { restJson } from './rest-call.ts'

const ask = restJson('scheduler')

export interface Schedule {
  Name: string
  GroupName: string
  Arn: string
  State: 'ENABLED' | 'DISABLED'
  Description?: string
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  CreationDate: number
  LastModificationDate: number
  StartDate?: number
  EndDate?: number
  Target: {
    Arn: string
    RoleArn: string
    Input?: string
    RetryPolicy?: { MaximumRetryAttempts?: number }
    DeadLetterConfig?: { Arn?: string }
  }
}

/** A name is one of its group: `group/name`; one alone is of the default group. */
export async function listSchedules(): Promise<{ id: string; state: string; target: string }[]> {
  const schedules = await allPages(async token => {
    const page = await ask<{ Schedules: Schedule[]; NextToken?: string }>('GET', pageAddress('/schedules', 'NextToken', token))
    return [page.Schedules, page.NextToken]
  })
  return schedules.map(({ GroupName, Name, State, Target }) => ({ id: `${GroupName}/${Name}`, state: State, target: Target.Arn }))
}

function pathOf(id: string): string {
  const [group, name] = id.includes('/') ? id.split('/') : ['default', id]
  return `/schedules/${encodeURIComponent(name!)}?groupName=${encodeURIComponent(group!)}`
}

export const readSchedule = (id: string) => ask<Schedule>('GET', pathOf(id))

export const deleteSchedule = (id: string) => ask('DELETE', pathOf(id))

/** An update must say the whole schedule again. */
export async function switchSchedule(id: string, isOn: boolean): Promise<void> {
  const { Arn: _, CreationDate: __, LastModificationDate: ___, Name, ...rest } = await readSchedule(id)
  await ask('PUT', `/schedules/${encodeURIComponent(Name)}`, { ...rest, State: isOn ? 'ENABLED' : 'DISABLED' })
}
