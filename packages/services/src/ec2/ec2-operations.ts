import type { Catalog, Clock, Ids } from '@pasos/engine'
import { ApiError, type Operation } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import {
  createTags,
  deleteTags,
  describeInstanceAttribute,
  modifyInstanceAttribute,
  startInstances,
  stopInstances,
  terminateInstances,
} from './change-instances.ts'
import { modifyInstanceMetadataOptions, monitorInstances } from './change-metadata.ts'
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
    ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions(deps),
    MonitorInstances: monitorInstances(deps, true),
    UnmonitorInstances: monitorInstances(deps, false),
    ModifyInstanceAttribute: modifyInstanceAttribute(deps),
    RunInstances: runInstances(deps),
    StartInstances: startInstances(deps),
    StopInstances: stopInstances(deps),
    TerminateInstances: terminateInstances(deps),
  }
  const refused: RefusedMembers = Object.fromEntries(Object.keys(operations).map(name => [name, ['DryRun', ...(unserved[name] ?? [])]]))
  return refusingMembers(operations, refused, refusal)
}

/** What a machine would be made of, bought or bounded by, and what it could do while it stands still. */
const unserved: RefusedMembers = {
  RunInstances: [
    ...['LaunchTemplate', 'InstanceMarketOptions', 'HibernationOptions.Configured', 'EnclaveOptions.Enabled', 'LicenseSpecifications'],
    ...['ElasticGpuSpecification', 'ElasticInferenceAccelerators', 'BlockDeviceMappings.Ebs.KmsKeyId', 'KernelId', 'RamdiskId'],
    ...['Placement.HostId', 'Placement.HostResourceGroupArn', 'SecondaryInterfaces'],
  ],
  StopInstances: ['Hibernate'],
}

/** Developer guide, error codes. */
function refusal(member: string): ApiError {
  if (member === 'DryRun') return dryRun()
  if (member === 'Hibernate' || member.startsWith('HibernationOptions'))
    return new ApiError('UnsupportedHibernationConfiguration', 'The instance is not enabled for hibernation.', { httpStatus: 400 })
  return new ApiError('UnsupportedOperation', `${member} is not served here: no machine runs.`, { httpStatus: 400 })
}

/** AWS: the caller may, as whoever may not was refused before. */
const dryRun = (): ApiError => new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { httpStatus: 412 })
