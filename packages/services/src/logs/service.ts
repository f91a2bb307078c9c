import { arnOf, eachOf, onEverything } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'
import { anyArn } from '../declaration/told.ts'

/** Log groups keep their lines for whole days; looking once an hour is close enough. */
const retentionIntervalMs = 3_600_000

/** The group, named or by ARN, which in some inputs ends in `:*`. */
const onGroup: Access = {
  resources: (input, context) => {
    const group =
      input['logGroupArn'] ?? input['logGroupIdentifier'] ?? input['resourceArn'] ?? input['resourceIdentifier'] ?? input['logGroupName']
    return [typeof group === 'string' ? arnOf(group, 'log-group:', context).replace(/:\*$/, '') : '*']
  },
}

/** CloudWatch Logs. */
export const logsService: Service = {
  scope: 'logs',
  // AWS: whatever is asked for, as a stream of a group.
  tells: (action, resource, context) => {
    const group = resource === '*' ? anyArn('logs', 'log-group:', context) : resource
    return { action, resource: /:log-group:[^:]*$/.test(group) ? `${group}:log-stream:` : group }
  },
  operations: {
    ...eachOf(['CreateLogGroup', 'CreateLogStream', 'DeleteLogGroup', 'DeleteLogStream', 'DeleteRetentionPolicy'], onGroup),
    ...eachOf(['AssociateKmsKey', 'DisassociateKmsKey'], onGroup),
    ...eachOf(['DescribeLogStreams', 'DescribeMetricFilters', 'DescribeSubscriptionFilters', 'FilterLogEvents', 'GetLogEvents'], onGroup),
    ...eachOf(['ListTagsForResource', 'ListTagsLogGroup', 'PutLogEvents', 'PutRetentionPolicy'], onGroup),
    ...eachOf(['TagLogGroup', 'TagResource', 'UntagLogGroup', 'UntagResource'], onGroup),
    ...eachOf(['DeleteResourcePolicy', 'DescribeLogGroups', 'DescribeResourcePolicies', 'PutResourcePolicy'], onEverything),
  },
  async start({ catalog, logs, clock }) {
    const expire = async (): Promise<void> => {
      const { expireLogs } = await import('./retention.ts')
      await expireLogs({ catalog, store: logs, clock })
    }
    // Should the log store have failed for good, it says so itself.
    const timer = setInterval(() => void expire().catch(() => undefined), retentionIntervalMs)
    timer.unref()
    return () => clearInterval(timer)
  },
  async open({ catalog, logs, clock, neighbour }) {
    const [{ createLogsService }, { groupKeys }] = await Promise.all([import('./logs-service.ts'), import('./group-key.ts')])
    const { operations } = createLogsService({ catalog, store: logs, clock, groupKey: groupKeys({ neighbour }) })
    return { operations, face: undefined }
  },
}
