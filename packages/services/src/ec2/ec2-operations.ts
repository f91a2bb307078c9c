import type { Catalog, Clock, Ids } from '@pasos/engine'
import { ApiError, type Operation } from '@pasos/wire'
import { refusingMembers } from '../declaration/refused-members.ts'
import {
  createTags,
  deleteTags,
  describeInstanceAttribute,
  modifyInstanceAttribute,
  startInstances,
  stopInstances,
  terminateInstances,
} from './change-instances.ts'
import {
  describeAvailabilityZones,
  describeInstanceCreditSpecifications,
  describeInstanceStatus,
  describeInstances,
  describeInstanceTypes,
  describeRegions,
  describeTags,
  describeVolumes,
  describeVpcs,
} from './describe-operations.ts'
import { runInstances } from './run-instances.ts'

export interface Ec2Dependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
}

export function ec2Operations(deps: Ec2Dependencies): Record<string, Operation> {
  const operations: Record<string, Operation> = {
    CreateTags: createTags(deps),
    DeleteTags: deleteTags(deps),
    DescribeAvailabilityZones: describeAvailabilityZones(),
    DescribeInstanceAttribute: describeInstanceAttribute(deps),
    DescribeInstanceCreditSpecifications: describeInstanceCreditSpecifications(deps),
    DescribeInstanceStatus: describeInstanceStatus(deps),
    DescribeInstanceTypes: describeInstanceTypes(),
    DescribeInstances: describeInstances(deps),
    DescribeRegions: describeRegions(),
    DescribeTags: describeTags(deps),
    DescribeVolumes: describeVolumes(deps),
    DescribeVpcs: describeVpcs(),
    ModifyInstanceAttribute: modifyInstanceAttribute(deps),
    RunInstances: runInstances(deps),
    StartInstances: startInstances(deps),
    StopInstances: stopInstances(deps),
    TerminateInstances: terminateInstances(deps),
  }
  return refusingMembers(operations, Object.fromEntries(Object.keys(operations).map(name => [name, ['DryRun']])), dryRun)
}

/** AWS: the caller may, as whoever may not was refused before. */
const dryRun = (): ApiError => new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { httpStatus: 412 })
