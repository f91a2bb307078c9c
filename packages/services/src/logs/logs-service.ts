import type { ServiceOperations } from '@pasos/wire'
import { refusingMembers } from '../declaration/refused-members.ts'
import { associateKmsKey, disassociateKmsKey } from './associate-kms-key.ts'
import { createLogGroup } from './create-log-group.ts'
import { deleteLogGroup } from './delete-log-group.ts'
import { describeLogGroups } from './describe-log-groups.ts'
import { invalidParameter } from './errors.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { describeMetricFilters, describeSubscriptionFilters } from './further-filters.ts'
import { getLogEvents } from './get-log-events.ts'
import type { KeyedLogsDependencies } from './log-group.ts'
import { putLogEvents } from './put-log-events.ts'
import { deleteResourcePolicy, describeResourcePolicies, putResourcePolicy } from './resource-policies.ts'
import { deleteRetentionPolicy, putRetentionPolicy } from './retention.ts'
import { createLogStream, deleteLogStream, describeLogStreams } from './streams.ts'
import { listTagsForResource, listTagsLogGroup, tagLogGroup, tagResource, untagLogGroup, untagResource } from './tags.ts'

const ofResource = ['resourceArn', 'expectedRevisionId']

export function createLogsService(deps: KeyedLogsDependencies): ServiceOperations {
  return {
    scope: 'logs',
    operations: refusingMembers(
      {
        AssociateKmsKey: associateKmsKey(deps),
        CreateLogGroup: createLogGroup(deps),
        CreateLogStream: createLogStream(deps),
        DeleteLogGroup: deleteLogGroup(deps),
        DeleteLogStream: deleteLogStream(deps),
        DeleteResourcePolicy: deleteResourcePolicy(deps),
        DeleteRetentionPolicy: deleteRetentionPolicy(deps),
        DescribeLogGroups: describeLogGroups(deps),
        DescribeLogStreams: describeLogStreams(deps),
        DescribeMetricFilters: describeMetricFilters(deps),
        DescribeResourcePolicies: describeResourcePolicies(deps),
        DescribeSubscriptionFilters: describeSubscriptionFilters(deps),
        DisassociateKmsKey: disassociateKmsKey(deps),
        FilterLogEvents: filterLogEvents(deps),
        GetLogEvents: getLogEvents(deps),
        ListTagsForResource: listTagsForResource(deps),
        ListTagsLogGroup: listTagsLogGroup(deps),
        PutLogEvents: putLogEvents(deps),
        PutResourcePolicy: putResourcePolicy(deps),
        PutRetentionPolicy: putRetentionPolicy(deps),
        TagLogGroup: tagLogGroup(deps),
        TagResource: tagResource(deps),
        UntagLogGroup: untagLogGroup(deps),
        UntagResource: untagResource(deps),
      },
      {
        CreateLogGroup: ['deletionProtectionEnabled'],
        // Policies are the account's here, not those of one resource.
        ...{ PutResourcePolicy: ofResource, DeleteResourcePolicy: ofResource },
        DescribeResourcePolicies: ['resourceArn', { member: 'policyScope', isSoAnyway: value => value === 'ACCOUNT' }],
        // Other accounts are not served.
        DescribeLogGroups: [{ member: 'accountIdentifiers', isSoAnyway: (value, { accountId }) => value === accountId }],
      },
      member => invalidParameter(`${member} is not served here.`),
    ),
  }
}
