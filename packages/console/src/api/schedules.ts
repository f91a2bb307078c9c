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

/** A name is one of its group: `group/name`. */
export async function listSchedules(): Promise<{ id: string; state: string; target: string }[]> {
  const found: { id: string; state: string; target: string }[] = []
  let token: string | undefined
  do {
    const page: { Schedules: Schedule[]; NextToken?: string } = await ask(
      'GET',
      `/schedules${token ? `?NextToken=${encodeURIComponent(token)}` : ''}`,
    )
    for (const { GroupName, Name, State, Target } of page.Schedules)
      found.push({ id: `${GroupName}/${Name}`, state: State, target: Target.Arn })
    token = page.NextToken
  } while (token)
  return found
}

function pathOf(id: string): string {
  const [group = '', name = ''] = id.split('/')
  return `/schedules/${encodeURIComponent(name)}?groupName=${encodeURIComponent(group)}`
}

export const readSchedule = (id: string) => ask<Schedule>('GET', pathOf(id))

export const deleteSchedule = (id: string) => ask('DELETE', pathOf(id))

/** An update must say the whole schedule again. */
export async function switchSchedule(id: string, isOn: boolean): Promise<void> {
  const { Arn: _, CreationDate: __, LastModificationDate: ___, Name, ...rest } = await readSchedule(id)
  await ask('PUT', `/schedules/${encodeURIComponent(Name)}`, { ...rest, State: isOn ? 'ENABLED' : 'DISABLED' })
}
