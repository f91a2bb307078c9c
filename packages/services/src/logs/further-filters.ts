import type {
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Operation } from '@pasos/wire'
import { checkGroupName, type LogsDependencies, logGroupKey, requireGroup } from './log-group.ts'

/** Neither kind of filter can be made here, so there is none. */
export function describeMetricFilters(deps: LogsDependencies): Operation<DescribeMetricFiltersRequest, DescribeMetricFiltersResponse> {
  return (input, { accountId, region }) => {
    if (input.logGroupName !== undefined) requireGroup(deps.catalog, logGroupKey(accountId, region, checkGroupName(input.logGroupName)))
    return { metricFilters: [] }
  }
}

export function describeSubscriptionFilters(
  deps: LogsDependencies,
): Operation<DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse> {
  return (input, { accountId, region }) => {
    requireGroup(deps.catalog, logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? '')))
    return { subscriptionFilters: [] }
  }
}
