import { afterPrefix } from '@pasos/engine'
import type { cloudwatch, Operation } from '@pasos/wire'
import { type DashboardRecord, dashboardArn, dashboardKey, dashboardSpace, requireDashboard } from '../dashboards/dashboard-record.ts'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidDashboard, invalidToken, invalidValue } from '../errors.ts'
import { withTags } from '../tags.ts'

const longestPage = 1000

/** Makes a dashboard, or replaces its body; what widgets say is kept and not looked at. */
export function putDashboard({
  data,
  clock,
}: CloudWatchDependencies): Operation<cloudwatch.PutDashboardInput, cloudwatch.PutDashboardOutput> {
  return async ({ DashboardName: name = '', DashboardBody: body = '', Tags }, place) => {
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidValue(`The value ${name} for DashboardName is invalid.`)
    if (!isObject(body)) throw invalidDashboard('The field DashboardBody must be a valid JSON object')
    const key = dashboardKey(place, name)
    const before = await data.get(dashboardSpace, key)
    // Tags of one that is there are changed by TagResource only.
    const tags = before === undefined ? withTags([], Tags) : (JSON.parse(String(before)) as DashboardRecord).tags
    const record: DashboardRecord = { name, body, modifiedAt: clock.now(), tags }
    await data.commit([{ space: dashboardSpace, key, value: JSON.stringify(record) }])
    return { DashboardValidationMessages: [] }
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

export function getDashboard({ data }: CloudWatchDependencies): Operation<cloudwatch.GetDashboardInput, cloudwatch.GetDashboardOutput> {
  return async ({ DashboardName = '' }, place) => {
    const { name, body } = await requireDashboard(data, place, DashboardName)
    return { DashboardArn: dashboardArn(place, name), DashboardBody: body, DashboardName: name }
  }
}

export function listDashboards({
  data,
}: CloudWatchDependencies): Operation<cloudwatch.ListDashboardsInput, cloudwatch.ListDashboardsOutput> {
  return async ({ DashboardNamePrefix = '', NextToken }, place) => {
    const prefix = dashboardKey(place, DashboardNamePrefix)
    const token = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString()
    if (token !== undefined && !token.startsWith(prefix)) throw invalidToken()
    const from = token === undefined ? prefix : `${token}\u0000`
    const page = await data.scan(dashboardSpace, { from, before: afterPrefix(prefix), limit: longestPage })
    const DashboardEntries = page.map(({ value }): cloudwatch.DashboardEntry => {
      const { name, body, modifiedAt } = JSON.parse(String(value)) as DashboardRecord
      const Size = Buffer.byteLength(body)
      return { DashboardName: name, DashboardArn: dashboardArn(place, name), LastModified: new Date(modifiedAt), Size }
    })
    return { DashboardEntries, ...(page.length === longestPage && { NextToken: Buffer.from(page.at(-1)!.key).toString('base64') }) }
  }
}

/** All of them, or none where one is missing. */
export function deleteDashboards({ data }: CloudWatchDependencies): Operation<cloudwatch.DeleteDashboardsInput, object> {
  return async ({ DashboardNames = [] }, place) => {
    for (const name of DashboardNames) await requireDashboard(data, place, name)
    await data.commit(DashboardNames.map(name => ({ space: dashboardSpace, key: dashboardKey(place, name), value: undefined })))
    return {}
  }
}
