import type { logs, Operation } from '@pasos/wire'
import { checkGroupName, type LogsDependencies, logGroupKey, requireGroup } from './log-group.ts'

/** Neither kind of filter can be made here, so there is none. */
export function describeMetricFilters(
  deps: LogsDependencies,
): Operation<logs.DescribeMetricFiltersRequest, logs.DescribeMetricFiltersResponse> {
  return (input, { accountId, region }) => {
    if (input.logGroupName !== undefined) requireGroup(deps.catalog, logGroupKey(accountId, region, checkGroupName(input.logGroupName)))
    return { metricFilters: [] }
  }
}

export function describeSubscriptionFilters(
  deps: LogsDependencies,
): Operation<logs.DescribeSubscriptionFiltersRequest, logs.DescribeSubscriptionFiltersResponse> {
  return (input, { accountId, region }) => {
    requireGroup(deps.catalog, logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? '')))
    return { subscriptionFilters: [] }
  }
}
